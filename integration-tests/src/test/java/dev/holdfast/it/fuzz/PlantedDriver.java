package dev.holdfast.it.fuzz;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Drivers that take a lie in a way that none may. */
enum PlantedDriver {
    THROWS_SOMETHING_ELSE {
        @Override
        byte[] afterALie(DistributedCache cache, CacheException lie) {
            throw new NumberFormatException("as it is thrown by who reads a number that is none");
        }
    },
    IS_LATE {
        @Override
        byte[] afterALie(DistributedCache cache, CacheException lie) {
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            throw lie;
        }
    },
    ANSWERS_ANOTHER_KEYS_VALUE {
        @Override
        byte[] afterALie(DistributedCache cache, CacheException lie) {
            return Question.bytes("two");
        }
    },
    TAKES_IT_FOR_A_MISS {
        @Override
        byte @Nullable [] afterALie(DistributedCache cache, CacheException lie) {
            return null;
        }
    },
    NEVER_RECOVERS {
        @Override
        byte[] afterALie(DistributedCache cache, CacheException lie) {
            throw lie;
        }

        @Override
        boolean forgives() {
            return false;
        }
    },
    TRUSTS_A_LENGTH {
        @Override
        byte[] afterALie(DistributedCache cache, CacheException lie) {
            return new byte[512 << 20];
        }
    };

    abstract byte @Nullable [] afterALie(DistributedCache cache, CacheException lie);

    boolean forgives() {
        return true;
    }

    DistributedCache in(DistributedCache cache) {
        return new Planted(cache, this);
    }

    private static final class Planted extends ForwardingCache {
        private final PlantedDriver fault;
        private @Nullable CacheException first;

        Planted(DistributedCache cache, PlantedDriver fault) {
            super(cache);
            this.fault = fault;
        }

        @Override
        public byte @Nullable [] get(String key) {
            try {
                if (first != null && !fault.forgives()) {
                    throw first;
                }
                return super.get(key);
            } catch (CacheException e) {
                first = e;
                return fault.afterALie(delegate(), e);
            }
        }
    }
}
