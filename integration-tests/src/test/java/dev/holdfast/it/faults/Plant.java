package dev.holdfast.it.faults;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A cache with one deliberate fault, which shows in some calls of many, or when something goes wrong. */
enum Plant {
    COUNTS_AGAIN(
            "an increment of many is made again, as after a lost answer",
            "COUNTS",
            Mishap.RESET_MID_REPLY,
            Composition.BARE,
            Composition.OLD_UNDER_FALLBACK) {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final AtomicInteger calls = new AtomicInteger();

                @Override
                public long incr(String key, long delta, long initial, Ttl ttl) {
                    if (calls.incrementAndGet() % 20 == 0) {
                        super.incr(key, delta, initial, ttl);
                    }
                    return super.incr(key, delta, initial, ttl);
                }
            };
        }
    },
    LOSES_COUNTS("an increment of many is acknowledged and not made", "COUNTS") {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final AtomicInteger calls = new AtomicInteger();

                @Override
                public OptionalLong incr(String key, long delta) {
                    if (calls.incrementAndGet() % 50 != 0) {
                        return super.incr(key, delta);
                    }
                    OptionalLong count = super.incr(key, 0);
                    return count.isPresent() ? OptionalLong.of(count.getAsLong() + delta) : count;
                }
            };
        }
    },
    CLAIMS_NOTHING_DONE("an increment of many is made and reported NOT_APPLIED", "COUNTS") {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final AtomicInteger calls = new AtomicInteger();

                @Override
                public long incr(String key, long delta, long initial, Ttl ttl) {
                    long count = super.incr(key, delta, initial, ttl);
                    if (calls.incrementAndGet() % 20 == 0) {
                        throw CacheUnavailableException.refused(
                                FailedCall.unsent(Operation.INCR, key, null), "refused");
                    }
                    return count;
                }
            };
        }
    },
    GRANTS_TWICE(
            "add is granted to who asks again",
            "WINNERS",
            Mishap.RESET_MID_REPLY,
            Composition.BARE,
            Composition.OLD_UNDER_FALLBACK) {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final AtomicInteger refused = new AtomicInteger();

                @Override
                public boolean add(String key, byte[] value, Ttl ttl) {
                    return super.add(key, value, ttl) || refused.incrementAndGet() % 20 == 0;
                }
            };
        }
    },
    STORES_ANYWAY("a cas of many stores over what it has not seen", "WINNERS") {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final AtomicInteger calls = new AtomicInteger();

                @Override
                public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                    if (calls.incrementAndGet() % 10 != 0) {
                        return super.cas(key, value, token, ttl);
                    }
                    Pause.of(Duration.ofMillis(30));
                    super.set(key, value, ttl);
                    return CasOutcome.STORED;
                }
            };
        }
    },
    READS_OLD("a read is answered from memory for a while", "FRESHNESS") {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final Map<String, byte[]> remembered = new ConcurrentHashMap<>();
                private final AtomicInteger calls = new AtomicInteger();

                @Override
                public byte[] get(String key) {
                    byte[] old = remembered.get(key);
                    if (old != null && calls.incrementAndGet() % 20 != 0) {
                        return old.clone();
                    }
                    byte[] value = super.get(key);
                    if (value != null) {
                        remembered.put(key, value.clone());
                    }
                    return value;
                }
            };
        }
    },
    WRITES_LATE("a write that failed is made later", "FRESHNESS", Mishap.STOP) {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final Map<String, byte[]> late = new ConcurrentHashMap<>();
                private final AtomicInteger sets = new AtomicInteger();

                @Override
                public void set(String key, byte[] value, Ttl ttl) {
                    try {
                        super.set(key, value, ttl);
                    } catch (CacheException e) {
                        late.put(key, value.clone());
                        throw e;
                    }
                    byte[] failed = sets.incrementAndGet() % 5 == 0 ? late.remove(key) : null;
                    if (failed != null) {
                        super.set(key, failed, ttl);
                    }
                }
            };
        }
    },
    FORGETS_ITS_OWN(
            "while not all is well a process reads what was there before it wrote itself",
            "FRESHNESS",
            Mishap.KILL,
            Composition.BREAKER,
            Composition.FALLBACK) {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final Map<String, byte[]> before = new ConcurrentHashMap<>();

                @Override
                public byte[] get(String key) {
                    byte[] value = super.get(key);
                    if (value == null) {
                        return null;
                    }
                    return Application.isReconciled(cache)
                            ? before.merge(key, value, (old, now) -> now).clone()
                            : before.getOrDefault(key, value).clone();
                }
            };
        }
    },
    BRINGS_BACK(
            "when all is well again a process reads once what was there meanwhile",
            "FRESHNESS",
            Mishap.KILL,
            Composition.BREAKER,
            Composition.FALLBACK) {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final Map<String, byte[]> meanwhile = new ConcurrentHashMap<>();
                private final AtomicInteger calls = new AtomicInteger();

                @Override
                public byte[] get(String key) {
                    byte[] value = super.get(key);
                    if (!Application.isReconciled(cache)) {
                        if (value != null) {
                            meanwhile.put(key, value.clone());
                        }
                        return value;
                    }
                    byte[] old = calls.incrementAndGet() % 50 == 0 ? meanwhile.remove(key) : null;
                    return old == null ? value : old;
                }
            };
        }
    },
    MISREADS_COUNTS(
            "what was counted is read as if nothing had been",
            "COUNTS",
            Mishap.RESET_MID_REPLY,
            Composition.BREAKER,
            Composition.FALLBACK) {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                @Override
                public byte[] get(String key) {
                    byte[] value = super.get(key);
                    return Keys.isCounter(key) ? null : value;
                }
            };
        }
    },
    LOSES_ENTRIES("a read of many finds nothing", "ONE_CACHE") {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final AtomicInteger calls = new AtomicInteger();

                @Override
                public byte[] get(String key) {
                    byte[] value = super.get(key);
                    return calls.incrementAndGet() % 100 == 0 ? null : value;
                }
            };
        }
    },
    TAKES_LONG("a failure takes two timeouts", "DEADLINES", Mishap.KILL) {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                @Override
                public byte[] get(String key) {
                    try {
                        return super.get(key);
                    } catch (CacheException e) {
                        Pause.of(Application.TIMEOUT.multipliedBy(2));
                        throw e;
                    }
                }
            };
        }
    },
    THROWS_ITS_OWN("a failure is of the client's own type", "TYPES", Mishap.KILL) {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                @Override
                public byte[] get(String key) {
                    try {
                        return super.get(key);
                    } catch (CacheException e) {
                        throw new IllegalStateException("connection lost", e);
                    }
                }
            };
        }
    },
    STAYS_AWAY("after a failure nothing is read any more", "RECOVERY", Mishap.KILL) {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final AtomicBoolean broken = new AtomicBoolean();

                @Override
                public byte[] get(String key) {
                    try {
                        byte[] value = super.get(key);
                        if (!broken.get()) {
                            return value;
                        }
                    } catch (CacheTransientException e) {
                        broken.set(true);
                        throw e;
                    }
                    throw CacheUnavailableException.refused(
                            FailedCall.unsent(Operation.GET, key, null), "connection lost");
                }
            };
        }
    },
    KEEPS_EVERYTHING("what is written is kept for ever", "MEMORY") {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final List<byte[]> kept = new ArrayList<>();

                @Override
                public void set(String key, byte[] value, Ttl ttl) {
                    super.set(key, value, ttl);
                    synchronized (kept) {
                        if (kept.size() < 1_000) {
                            kept.add(new byte[128 << 10]);
                        }
                    }
                }
            };
        }
    },
    STARTS_THREADS("a failure leaves a thread behind", "THREADS") {
        @Override
        DistributedCache above(DistributedCache cache) {
            return new ForwardingCache(cache) {
                private final CountDownLatch never = new CountDownLatch(1);
                private final AtomicInteger started = new AtomicInteger();

                @Override
                public byte[] get(String key) {
                    if (started.incrementAndGet() <= 2) {
                        Thread thread = new Thread(this::linger, "left-behind");
                        thread.setDaemon(true);
                        thread.start();
                    }
                    return super.get(key);
                }

                private void linger() {
                    try {
                        never.await(20, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
        }
    };

    private final String fault;
    private final String violates;
    private final Mishap mishap;

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final List<Composition> compositions;

    Plant(String fault, String violates) {
        this(fault, violates, Mishap.RESET_MID_REPLY);
    }

    Plant(String fault, String violates, Mishap mishap) {
        this(fault, violates, mishap, Composition.BARE);
    }

    Plant(String fault, String violates, Mishap mishap, Composition... compositions) {
        this.fault = fault;
        this.violates = violates;
        this.mishap = mishap;
        this.compositions = List.of(compositions);
    }

    /** What is wrong with it. */
    String fault() {
        return fault;
    }

    /** Which invariant must be found violated. */
    String violates() {
        return violates;
    }

    /** Where it must show. */
    Stream<Cell> showsIn() {
        return compositions.stream().map(composition -> new Cell(Backend.REDIS, composition, mishap));
    }

    /** The cache with the fault. */
    abstract DistributedCache above(DistributedCache cache);
}
