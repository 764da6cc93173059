package dev.holdfast.it.fallback;

import static dev.holdfast.it.fallback.MovingCaches.bytes;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.List;
import java.util.Map;

/** What a process does to the one key of an exploration, with a value of its own; all values are counters. */
enum Deed {
    GET {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.get(KEY);
        }
    },
    GET_TWICE {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.get(KEY);
            cache.get(KEY);
        }
    },
    GET_ALL {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.getAll(List.of(KEY, "other"));
        }
    },
    SET {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.set(KEY, bytes(mine), HOUR);
        }
    },
    SET_ALL {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.setAll(Map.of(KEY, bytes(mine)), HOUR);
        }
    },
    ADD {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.add(KEY, bytes(mine), HOUR);
        }
    },
    REPLACE {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.replace(KEY, bytes(mine), HOUR);
        }
    },
    CAS {
        @Override
        void on(DistributedCache cache, String mine) {
            Versioned seen = cache.gets(KEY);
            if (seen != null) {
                cache.cas(KEY, bytes(mine), seen.token(), HOUR);
            }
        }
    },
    DELETE {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.delete(KEY);
        }
    },
    DELETE_BY_TOKEN {
        @Override
        void on(DistributedCache cache, String mine) {
            Versioned seen = cache.getsAll(List.of(KEY)).get(KEY);
            if (seen != null) {
                cache.delete(KEY, seen.token());
            }
        }
    },
    DELETE_ALL {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.deleteAll(List.of(KEY));
        }
    },
    INCR {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.incr(KEY, 1);
        }
    },
    INCR_OR_CREATE {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.incr(KEY, 1, 1, HOUR);
        }
    },
    DECR {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.decr(KEY, 2);
        }
    },
    TOUCH {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.touch(KEY, HOUR);
        }
    },
    GET_AND_TOUCH {
        @Override
        void on(DistributedCache cache, String mine) {
            cache.getAndTouch(KEY, HOUR);
        }
    };

    static final String KEY = "k";
    static final Ttl HOUR = Ttl.ofMinutes(60);

    /** Does it. */
    abstract void on(DistributedCache cache, String mine);
}
