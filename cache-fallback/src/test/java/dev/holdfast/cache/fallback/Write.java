package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.TwoSides.HOUR;
import static dev.holdfast.cache.fallback.TwoSides.bytes;

import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Each call that changes a value of "1" under "key", and what is read two seconds after it. */
enum Write {
    SET("2") {
        @Override
        void on(DistributedCache cache, CasToken token) {
            cache.set("key", bytes("2"), HOUR);
        }
    },
    SET_ALL("2") {
        @Override
        void on(DistributedCache cache, CasToken token) {
            cache.setAll(Map.of("key", bytes("2")), HOUR);
        }
    },
    REPLACE("2") {
        @Override
        void on(DistributedCache cache, CasToken token) {
            cache.replace("key", bytes("2"), HOUR);
        }
    },
    CAS("2") {
        @Override
        void on(DistributedCache cache, CasToken token) {
            cache.cas("key", bytes("2"), token, HOUR);
        }
    },
    DELETE(null) {
        @Override
        void on(DistributedCache cache, CasToken token) {
            cache.delete("key");
        }
    },
    DELETE_IF_UNCHANGED(null) {
        @Override
        void on(DistributedCache cache, CasToken token) {
            cache.delete("key", token);
        }
    },
    DELETE_ALL(null) {
        @Override
        void on(DistributedCache cache, CasToken token) {
            cache.deleteAll(List.of("key"));
        }
    },
    INCR("2") {
        @Override
        void on(DistributedCache cache, CasToken token) {
            cache.incr("key", 1);
        }
    },
    DECR_OR_CREATE("0") {
        @Override
        void on(DistributedCache cache, CasToken token) {
            cache.decr("key", 1, 7, HOUR);
        }
    },
    TOUCH(null) {
        @Override
        void on(DistributedCache cache, CasToken token) {
            cache.touch("key", Ttl.ofSeconds(1));
        }
    },
    GET_AND_TOUCH(null) {
        @Override
        void on(DistributedCache cache, CasToken token) {
            cache.getAndTouch("key", Ttl.ofSeconds(1));
        }
    };

    private final @Nullable String after;

    Write(@Nullable String after) {
        this.after = after;
    }

    /** What is read; null if nothing is. */
    @Nullable
    String after() {
        return after;
    }

    boolean isByToken() {
        return this == CAS || this == DELETE_IF_UNCHANGED;
    }

    abstract void on(DistributedCache cache, CasToken token);
}
