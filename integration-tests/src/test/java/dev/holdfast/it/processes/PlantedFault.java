package dev.holdfast.it.processes;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** Caches that do now and then what none may. */
enum PlantedFault {
    LOSES_A_COUNT {
        @Override
        DistributedCache in(DistributedCache cache) {
            return new Faulty(cache) {
                @Override
                public OptionalLong incr(String key, long delta) {
                    return isDue() ? OptionalLong.of(1) : super.incr(key, delta);
                }
            };
        }
    },
    COUNTS_TWICE {
        @Override
        DistributedCache in(DistributedCache cache) {
            return new Faulty(cache) {
                @Override
                public long incr(String key, long delta, long initial, Ttl ttl) {
                    if (isDue()) {
                        super.incr(key, delta, initial, ttl); // as a client that sends again what it got no answer for
                    }
                    return super.incr(key, delta, initial, ttl);
                }
            };
        }
    },
    STORES_UNCHECKED {
        @Override
        DistributedCache in(DistributedCache cache) {
            return new Faulty(cache) {
                @Override
                public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                    CasOutcome outcome = super.cas(key, value, token, ttl);
                    if (outcome == CasOutcome.CHANGED) {
                        set(key, value, ttl);
                        return CasOutcome.STORED;
                    }
                    return outcome;
                }
            };
        }
    },
    GRANTS_WHAT_IS_HELD {
        @Override
        DistributedCache in(DistributedCache cache) {
            return new Faulty(cache) {
                @Override
                public boolean add(String key, byte[] value, Ttl ttl) {
                    return super.add(key, value, ttl) || isDue();
                }
            };
        }
    },
    DROPS_A_LOCK {
        @Override
        DistributedCache in(DistributedCache cache) {
            return new Faulty(cache) {
                @Override
                public boolean add(String key, byte[] value, Ttl ttl) {
                    boolean added = super.add(key, value, ttl);
                    if (added && isDue()) {
                        delete(key);
                    }
                    return added;
                }
            };
        }
    };

    abstract DistributedCache in(DistributedCache cache);

    /** Right but for every tenth time. */
    private abstract static class Faulty extends ForwardingCache {
        private final AtomicInteger calls = new AtomicInteger();

        Faulty(DistributedCache cache) {
            super(cache);
        }

        final boolean isDue() {
            return calls.incrementAndGet() % 10 == 0;
        }
    }
}
