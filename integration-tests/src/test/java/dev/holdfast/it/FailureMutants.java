package dev.holdfast.it;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Faults in what a cache does while its server is broken. */
final class FailureMutants {
    private FailureMutants() {}

    static List<Mutant> all() {
        return List.of(
                new Mutant("an increment is sent again after a failure", "CNT-5", FailureMutants::retriesIncr),
                new Mutant("a failed read is a miss", "ERR-1", FailureMutants::failureIsAMiss),
                new Mutant("a failure is of the client's own type", "ERR-2", FailureMutants::untyped),
                new Mutant("a write whose answer was lost says NOT_APPLIED", "ERR-2", FailureMutants::claimsNotApplied),
                new Mutant("a hung server's callers wait for ever", "ERR-3", FailureMutants::waitsOnAndOn),
                new Mutant("a write given up lands later", "ERR-4", FailureMutants::lateWrites),
                new Mutant("a caller's interruption is ignored", "ERR-6", FailureMutants::ignoresInterruption));
    }

    private static DistributedCache retriesIncr(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public OptionalLong incr(String key, long delta) {
                try {
                    return super.incr(key, delta);
                } catch (CacheTransientException e) {
                    return super.incr(key, delta);
                }
            }
        };
    }

    private static DistributedCache failureIsAMiss(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public byte[] get(String key) {
                try {
                    return super.get(key);
                } catch (CacheTransientException e) {
                    return null;
                }
            }
        };
    }

    private static DistributedCache untyped(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public boolean touch(String key, Ttl ttl) {
                try {
                    return super.touch(key, ttl);
                } catch (CacheException e) {
                    throw new IllegalStateException("connection lost", e);
                }
            }
        };
    }

    private static DistributedCache claimsNotApplied(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public OptionalLong incr(String key, long delta) {
                try {
                    return super.incr(key, delta);
                } catch (CacheTransientException e) {
                    throw CacheUnavailableException.refused(e.call(), "refused");
                }
            }
        };
    }

    private static DistributedCache waitsOnAndOn(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public byte[] get(String key) {
                for (int tries = 0; ; tries++) {
                    try {
                        return super.get(key);
                    } catch (CacheTransientException e) {
                        if (tries == 60) {
                            return null;
                        }
                    }
                }
            }
        };
    }

    private static DistributedCache lateWrites(DistributedCache cache) {
        Map<String, byte[]> late = new ConcurrentHashMap<>();
        return new ForwardingCache(cache) {
            @Override
            public void set(String key, byte[] value, Ttl ttl) {
                try {
                    super.set(key, value, ttl);
                } catch (CacheTransientException e) {
                    late.put(key, value.clone());
                    throw e;
                }
            }

            @Override
            public byte[] get(String key) {
                byte[] value = late.remove(key);
                if (value != null) {
                    super.set(key, value, Ttl.ofMinutes(1));
                }
                return super.get(key);
            }
        };
    }

    private static DistributedCache ignoresInterruption(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public byte[] get(String key) {
                try {
                    return super.get(key);
                } catch (CacheInterruptedException e) {
                    return null;
                }
            }
        };
    }
}
