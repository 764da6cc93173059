package dev.holdfast.it.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every call there is, and what it answers while all is well. */
enum Question {
    GET("one") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return text(cache.get(ONE));
        }
    },
    GET_ALL("{k:1=one, k:2=two, k:3=three}") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            Map<String, String> found = new TreeMap<>();
            cache.getAll(ENTRIES.keySet()).forEach((key, value) -> found.put(key, text(value)));
            return found.toString();
        }
    },
    GETS("one") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            Versioned found = cache.gets(ONE);
            return found == null ? "absent" : text(found.value());
        }
    },
    GETS_ALL("{k:1=one, k:2=two, k:3=three}") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            Map<String, String> found = new TreeMap<>();
            cache.getsAll(ENTRIES.keySet()).forEach((key, entry) -> found.put(key, text(entry.value())));
            return found.toString();
        }
    },
    SET("done") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            cache.set(ONE, bytes("one"), LONG);
            return "done";
        }
    },
    SET_ALL("done") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            cache.setAll(Map.of(ONE, bytes("one"), "k:2", bytes("two")), LONG);
            return "done";
        }
    },
    ADD_WHAT_IS_THERE("false") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return Boolean.toString(cache.add(ONE, bytes("x"), LONG));
        }
    },
    ADD("true") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return Boolean.toString(cache.add(ABSENT, bytes("x"), LONG));
        }
    },
    REPLACE("true") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return Boolean.toString(cache.replace(ONE, bytes("one"), LONG));
        }
    },
    CAS("STORED") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return cache.cas(ONE, bytes("changed"), token, LONG).toString();
        }
    },
    DELETE_IF_UNCHANGED("STORED") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return cache.delete(ONE, token).toString();
        }
    },
    DELETE("true") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return Boolean.toString(cache.delete(ONE));
        }
    },
    DELETE_ALL("done") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            cache.deleteAll(ENTRIES.keySet());
            return "done";
        }
    },
    INCR("OptionalLong[42]") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return cache.incr(COUNTER, 1).toString();
        }
    },
    DECR("OptionalLong[40]") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return cache.decr(COUNTER, 1).toString();
        }
    },
    INCR_OR_CREATE("42") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return Long.toString(cache.incr(COUNTER, 1, 1, LONG));
        }
    },
    DECR_OR_CREATE("40") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return Long.toString(cache.decr(COUNTER, 1, 1, LONG));
        }
    },
    TOUCH("true") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return Boolean.toString(cache.touch(ONE, LONG));
        }
    },
    GET_AND_TOUCH("one") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            return cache.capabilities().contains(Capability.GET_AND_TOUCH) ? text(cache.getAndTouch(ONE, LONG)) : "one";
        }
    },
    TTL("9 minutes") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            if (!cache.capabilities().contains(Capability.TTL_READ)) {
                return "9 minutes";
            }
            Ttl left = cache.ttl(ONE);
            return left == null || left.isForever()
                    ? "none"
                    : left.duration().minusSeconds(1).toMinutes() + " minutes";
        }
    },
    PING("done") {
        @Override
        String ask(DistributedCache cache, CasToken token) {
            cache.ping();
            return "done";
        }
    };

    static final String ONE = "k:1";
    static final String COUNTER = "k:n";
    private static final String ABSENT = "k:absent";
    static final Map<String, String> ENTRIES = Map.of(ONE, "one", "k:2", "two", "k:3", "three");
    private static final Ttl LONG = Ttl.ofMinutes(10);

    private final String truth;

    Question(String truth) {
        this.truth = truth;
    }

    /** The answer while all is well. */
    String truth() {
        return truth;
    }

    abstract String ask(DistributedCache cache, CasToken token);

    /** What must be there when it is asked. */
    static void prepare(DistributedCache cache) {
        ENTRIES.forEach((key, value) -> cache.set(key, bytes(value), LONG));
        cache.set(COUNTER, bytes("41"), LONG);
        cache.delete(ABSENT);
    }

    /** What {@link #prepare} left and is read as something else; null if nothing; throws where it can't be read. */
    static @Nullable String wrong(DistributedCache cache) {
        for (String key : List.of("k:3", ONE, "k:2", COUNTER)) {
            String value = text(cache.get(key));
            if (!value.equals(ENTRIES.getOrDefault(key, "41"))) {
                return key + " is read as " + value;
            }
        }
        return null;
    }

    static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    static String text(byte @Nullable [] value) {
        return value == null ? "absent" : new String(value, US_ASCII);
    }
}
