package dev.holdfast.cache.benchmarks.store;

import dev.holdfast.cache.benchmarks.race.Stand;
import dev.holdfast.cache.benchmarks.race.Work;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A store with its keys, and the calls on it. Keys are walked through in a shuffled order; those asked with are equal to
 * those stored and are not the same objects, as with keys that applications build.
 */
public final class StoreStand implements Stand {
    /** The length of a value where the operation does not say otherwise. */
    public static final int VALUE_BYTES = 100;

    private static final byte[] COUNT = "1000000".getBytes(StandardCharsets.ISO_8859_1);
    private static final Pattern SIZED = Pattern.compile("(get|set)([0-9]+)(B|KiB)");
    private static final Pattern MANY = Pattern.compile("getAll([0-9]+)");

    private final Store store;
    private final String prefix;
    private final int entries;
    private final int mask;

    /**
     * Of a store.
     *
     * @param store that is open; closed with this
     * @param prefix of its keys
     * @param entries how many keys are walked through, a power of two
     */
    public StoreStand(Store store, String prefix, int entries) {
        this.store = store;
        this.prefix = prefix;
        this.entries = entries;
        this.mask = entries - 1;
    }

    @Override
    public Work work(String operation) throws Exception {
        return switch (operation) {
            case "get" -> get(VALUE_BYTES, entries);
            case "getMiss" -> getMiss();
            case "set" -> set(VALUE_BYTES, entries);
            case "incr" -> incr();
            case "getsAndCas" -> getsAndCas();
            case "casLoop" -> casLoop();
            default -> other(operation);
        };
    }

    private Work other(String operation) throws Exception {
        Matcher many = MANY.matcher(operation);
        if (many.matches()) {
            return getAll(Integer.parseInt(many.group(1)));
        }
        Matcher sized = SIZED.matcher(operation);
        if (!sized.matches()) {
            throw new IllegalArgumentException("there is no operation " + operation);
        }
        int bytes = Integer.parseInt(sized.group(2)) * (sized.group(3).equals("B") ? 1 : 1024);
        int fewer = bytes > 10_000 ? Math.min(entries, 64) : entries;
        return sized.group(1).equals("get") ? get(bytes, fewer) : set(bytes, fewer);
    }

    private String[] keys(String kind, int howMany) {
        String[] keys = IntStream.range(0, howMany)
                .mapToObj(i -> prefix + String.format("user:%s:%07d", kind, i))
                .toArray(String[]::new);
        Collections.shuffle(Arrays.asList(keys), new Random(42));
        return keys;
    }

    /** Keys that are there, with such values. */
    private String[] stored(String kind, byte[] value, int howMany) throws Exception {
        String[] keys = keys(kind, howMany);
        for (String key : keys) {
            store.set(new String(key.toCharArray()), value);
        }
        return keys;
    }

    private static byte[] value(int bytes) {
        byte[] value = new byte[bytes];
        new Random(bytes).nextBytes(value);
        return value;
    }

    private Work get(int bytes, int howMany) throws Exception {
        String[] keys = stored("value" + bytes, value(bytes), howMany);
        int wrap = howMany - 1;
        return step -> found(store.get(keys[step & wrap]), bytes);
    }

    private static byte[] found(byte @Nullable [] value, int bytes) {
        if (value == null || value.length != bytes) {
            throw new IllegalStateException("what was stored is not there");
        }
        return value;
    }

    private Work getMiss() {
        String[] keys = keys("missing", entries);
        return step -> store.get(keys[step & mask]);
    }

    private Work set(int bytes, int howMany) throws Exception {
        byte[] value = value(bytes);
        String[] keys = stored("value" + bytes, value, howMany);
        int wrap = howMany - 1;
        return step -> {
            store.set(keys[step & wrap], value);
            return null;
        };
    }

    private Work incr() throws Exception {
        String[] keys = stored("visits", COUNT, entries);
        return step -> {
            if (store.incr(keys[step & mask]) <= 1_000_000) {
                throw new IllegalStateException("a count was lost");
            }
            return null;
        };
    }

    private Work getsAndCas() throws Exception {
        byte[] value = value(VALUE_BYTES);
        String[] keys = stored("value" + VALUE_BYTES, value, entries);
        return step -> {
            boolean unused = store.getsAndCas(keys[step & mask], value); // two callers may meet
            return null;
        };
    }

    /** All callers change one entry; a call is over when its own change is stored. */
    private Work casLoop() throws Exception {
        String key = stored("contended", value(VALUE_BYTES), 1)[0];
        return step -> {
            byte[] value = new byte[VALUE_BYTES];
            ByteBuffer.wrap(value).putInt(step).putLong(Thread.currentThread().hashCode());
            int tries = 1;
            while (!store.getsAndCas(key, value)) {
                tries++;
            }
            return tries;
        };
    }

    private Work getAll(int howMany) throws Exception {
        String[] keys = stored("value" + VALUE_BYTES, value(VALUE_BYTES), Math.max(entries, howMany));
        List<List<String>> lists = new ArrayList<>();
        for (int from = 0; from + howMany <= keys.length; from += howMany) {
            lists.add(List.of(keys).subList(from, from + howMany));
        }
        return step -> {
            int found = store.getAll(lists.get(Math.floorMod(step, lists.size())));
            if (found != howMany) {
                throw new IllegalStateException(found + " of " + howMany + " were there");
            }
            return null;
        };
    }

    @Override
    public void close() throws Exception {
        store.close();
    }
}
