package dev.holdfast.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Faults in compare-and-set, counting, closing and waiting. */
final class CasAndCounterMutants {
    private CasAndCounterMutants() {}

    static List<Mutant> all() {
        return List.of(
                new Mutant("cas ignores the token", "CAS-1", CasAndCounterMutants::casIgnoresTheToken),
                new Mutant("cas reports a missing key as changed", "CAS-1", CasAndCounterMutants::missingIsChanged),
                new Mutant("cas compares values, not versions", "CAS-2", CasAndCounterMutants::casByValue),
                new Mutant("cas looks first and stores then", "CAS-3", CasAndCounterMutants::casNotAtomic),
                new Mutant("a foreign token is a changed one", "CAS-4", CasAndCounterMutants::foreignIsChanged),
                new Mutant("delete ignores the token", "CAS-5", CasAndCounterMutants::deleteIgnoresTheToken),
                new Mutant("decr pads with spaces", "CNT-1", CasAndCounterMutants::decrPads),
                new Mutant("incr creates an absent counter", "CNT-2", CasAndCounterMutants::incrCreates),
                new Mutant("a new counter starts at initial + delta", "CNT-2", CasAndCounterMutants::initialPlusDelta),
                new Mutant("counting in doubles", "CNT-3", CasAndCounterMutants::countsInDoubles),
                new Mutant("a counter wraps past its limit", "CNT-3", CasAndCounterMutants::wraps),
                new Mutant("a negative delta counts down", "CNT-3", CasAndCounterMutants::negativeDelta),
                new Mutant("what is no counter counts from 0", "CNT-4", CasAndCounterMutants::anythingCounts),
                new Mutant("incr reads first and stores then", "CNT-5", CasAndCounterMutants::incrNotAtomic),
                new Mutant("a call clears the interrupt flag", "ERR-6", CasAndCounterMutants::clearsTheFlag),
                new Mutant("a closed cache goes on", "ERR-7", CasAndCounterMutants::neverCloses),
                new Mutant("a cache leaves a thread behind", "ERR-7", CasAndCounterMutants::leavesAThread));
    }

    private static DistributedCache casIgnoresTheToken(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                return replace(key, value, ttl) ? CasOutcome.STORED : CasOutcome.MISSING;
            }
        };
    }

    private static DistributedCache missingIsChanged(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                return super.cas(key, value, token, ttl).applied() ? CasOutcome.STORED : CasOutcome.CHANGED;
            }
        };
    }

    private static DistributedCache casByValue(DistributedCache cache) {
        Map<CasToken, byte[]> seen = new ConcurrentHashMap<>();
        return new ForwardingCache(cache) {
            @Override
            public Versioned gets(String key) {
                Versioned versioned = super.gets(key);
                if (versioned != null) {
                    seen.put(versioned.token(), versioned.value().clone());
                }
                return versioned;
            }

            @Override
            public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                Versioned now = super.gets(key);
                boolean equal = now != null && Arrays.equals(now.value(), seen.get(token));
                return super.cas(key, value, equal ? now.token() : token, ttl);
            }
        };
    }

    private static DistributedCache casNotAtomic(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                Versioned before = super.gets(key);
                CasOutcome outcome = super.cas(key, value, token, ttl);
                if (outcome == CasOutcome.CHANGED && before != null) {
                    LockSupport.parkNanos(1);
                    return super.cas(key, value, before.token(), ttl);
                }
                return outcome;
            }
        };
    }

    private static DistributedCache foreignIsChanged(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                try {
                    return super.cas(key, value, token, ttl);
                } catch (IllegalArgumentException e) {
                    return CasOutcome.CHANGED;
                }
            }
        };
    }

    private static DistributedCache deleteIgnoresTheToken(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public CasOutcome delete(String key, CasToken token) {
                return delete(key) ? CasOutcome.STORED : CasOutcome.MISSING;
            }
        };
    }

    private static DistributedCache decrPads(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public OptionalLong decr(String key, long delta) {
                byte[] before = get(key);
                OptionalLong count = super.decr(key, delta);
                if (count.isPresent()
                        && before.length > Long.toString(count.getAsLong()).length()) {
                    set(key, (count.getAsLong() + " ").getBytes(US_ASCII), Ttl.forever());
                }
                return count;
            }
        };
    }

    private static DistributedCache incrCreates(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public OptionalLong incr(String key, long delta) {
                return OptionalLong.of(super.incr(key, delta, delta, Ttl.forever()));
            }
        };
    }

    private static DistributedCache initialPlusDelta(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public long incr(String key, long delta, long initial, Ttl ttl) {
                return super.incr(key, delta, initial + delta, ttl);
            }
        };
    }

    private static DistributedCache countsInDoubles(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public OptionalLong incr(String key, long delta) {
                byte[] digits = get(key);
                if (digits == null || digits.length < 16) {
                    return super.incr(key, delta);
                }
                long sum = (long) (Double.parseDouble(new String(digits, US_ASCII)) + delta);
                set(key, Long.toString(sum).getBytes(US_ASCII), Ttl.forever());
                return OptionalLong.of(sum);
            }
        };
    }

    private static DistributedCache wraps(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public OptionalLong incr(String key, long delta) {
                byte[] digits = get(key);
                if (digits == null) {
                    return OptionalLong.empty();
                }
                long sum = new BigInteger(new String(digits, US_ASCII))
                        .add(BigInteger.valueOf(delta))
                        .longValue();
                set(key, Long.toString(sum).getBytes(US_ASCII), Ttl.forever());
                return OptionalLong.of(sum);
            }
        };
    }

    private static DistributedCache negativeDelta(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public OptionalLong incr(String key, long delta) {
                return delta < 0 && delta > Long.MIN_VALUE ? super.decr(key, -delta) : super.incr(key, delta);
            }
        };
    }

    private static DistributedCache anythingCounts(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public OptionalLong incr(String key, long delta) {
                try {
                    return super.incr(key, delta);
                } catch (NotACounterException e) {
                    set(key, Long.toString(delta).getBytes(US_ASCII), Ttl.forever());
                    return OptionalLong.of(delta);
                }
            }
        };
    }

    private static DistributedCache incrNotAtomic(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public long incr(String key, long delta, long initial, Ttl ttl) {
                byte[] digits = get(key);
                long sum = digits == null ? initial : Long.parseLong(new String(digits, US_ASCII)) + delta;
                LockSupport.parkNanos(1);
                set(key, Long.toString(sum).getBytes(US_ASCII), ttl);
                return sum;
            }
        };
    }

    private static DistributedCache clearsTheFlag(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public byte[] get(String key) {
                Thread.interrupted();
                return super.get(key);
            }
        };
    }

    private static DistributedCache neverCloses(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public void close() {}
        };
    }

    private static DistributedCache leavesAThread(DistributedCache cache) {
        Thread left = new Thread(() -> LockSupport.parkNanos(30_000_000_000L), "left-behind");
        left.setDaemon(true);
        left.start();
        return new ForwardingCache(cache) {};
    }
}
