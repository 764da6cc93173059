package dev.holdfast.it;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Faults in keys, values, expiry and storing. */
final class EntryMutants {
    private EntryMutants() {}

    static List<Mutant> all() {
        return List.of(
                new Mutant("keys are trimmed", "KEY-2", cache -> keysChanged(cache, String::strip)),
                new Mutant(
                        "keys are cut at 250 characters",
                        "KEY-2",
                        cache -> keysChanged(cache, key -> key.substring(0, Math.min(250, key.length())))),
                new Mutant("unpaired surrogates become '?'", "KEY-1", EntryMutants::surrogatesReplaced),
                new Mutant("a get hands out a shared array", "VAL-1", EntryMutants::sharedArrays),
                new Mutant("a set keeps the caller's array", "VAL-1", EntryMutants::keptArrays),
                new Mutant("an empty value is a miss", "VAL-1", EntryMutants::emptyIsAMiss),
                new Mutant("a value too large drops the old one", "VAL-2", EntryMutants::tooLargeDropsTheOld),
                new Mutant("a null value deletes", "VAL-3", EntryMutants::nullDeletes),
                new Mutant(
                        "the TTL is cut to whole seconds",
                        "TTL-1",
                        cache -> setTtlChanged(
                                cache, ttl -> Ttl.ofMillis(Math.max(1, ttl.toNanos() / 1_000_000_000 * 1_000)))),
                new Mutant(
                        "the TTL is rounded up to whole seconds",
                        "TTL-1",
                        cache -> setTtlChanged(cache, ttl -> Ttl.ofSeconds(ttl.toSecondsRoundedUp()))),
                new Mutant(
                        "a TTL over 30 days expires at once",
                        "TTL-2",
                        cache -> setTtlChanged(
                                cache,
                                ttl -> ttl.toSecondsRoundedUp()
                                                > Duration.ofDays(30).toSeconds()
                                        ? Ttl.ofMillis(1)
                                        : ttl)),
                new Mutant("replace keeps the old TTL", "TTL-3", EntryMutants::replaceKeepsTtl),
                new Mutant("counting moves the TTL", "TTL-3", EntryMutants::countingMovesTtl),
                new Mutant("touch moves nothing", "TTL-3", EntryMutants::touchMovesNothing),
                new Mutant("what is left of a TTL is forever", "TTL-4", EntryMutants::ttlIsForever),
                new Mutant("add looks first and stores then", "SET-1", EntryMutants::addNotAtomic),
                new Mutant("replace stores what is absent", "SET-1", EntryMutants::replaceStoresAlways),
                new Mutant("a set is seen only by the second read", "SET-2", EntryMutants::staleReads),
                new Mutant("getAll answers in another order", "SET-3", EntryMutants::getAllReversed),
                new Mutant("setAll hides what failed", "SET-3", EntryMutants::setAllHidesFailures),
                new Mutant("setAll stores nothing if one fails", "SET-3", EntryMutants::setAllGivesUp),
                new Mutant("delete always says it was there", "SET-4", EntryMutants::deleteAlwaysTrue));
    }

    private static DistributedCache keysChanged(
            DistributedCache cache, java.util.function.UnaryOperator<String> change) {
        return new ForwardingCache(cache) {
            @Override
            public byte[] get(String key) {
                return super.get(change.apply(key));
            }

            @Override
            public void set(String key, byte[] value, Ttl ttl) {
                super.set(change.apply(key), value, ttl);
            }
        };
    }

    private static DistributedCache surrogatesReplaced(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public byte[] get(String key) {
                return super.get(new String(
                        key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        java.nio.charset.StandardCharsets.UTF_8));
            }
        };
    }

    private static DistributedCache sharedArrays(DistributedCache cache) {
        Map<String, byte[]> shared = new ConcurrentHashMap<>();
        return new ForwardingCache(cache) {
            @Override
            public byte[] get(String key) {
                byte[] value = super.get(key);
                return value == null ? null : shared.computeIfAbsent(key, absent -> value);
            }
        };
    }

    private static DistributedCache keptArrays(DistributedCache cache) {
        Map<String, byte[]> kept = new ConcurrentHashMap<>();
        return new ForwardingCache(cache) {
            @Override
            public void set(String key, byte[] value, Ttl ttl) {
                super.set(key, value, ttl);
                kept.put(key, value);
            }

            @Override
            public byte[] get(String key) {
                return kept.containsKey(key) ? kept.get(key).clone() : super.get(key);
            }
        };
    }

    private static DistributedCache emptyIsAMiss(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public byte[] get(String key) {
                byte[] value = super.get(key);
                return value == null || value.length == 0 ? null : value;
            }
        };
    }

    private static DistributedCache tooLargeDropsTheOld(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public void set(String key, byte[] value, Ttl ttl) {
                try {
                    super.set(key, value, ttl);
                } catch (CacheRejectedException e) {
                    delete(key);
                    throw e;
                }
            }
        };
    }

    private static DistributedCache nullDeletes(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public void set(String key, byte[] value, Ttl ttl) {
                if (value == null) {
                    delete(key);
                } else {
                    super.set(key, value, ttl);
                }
            }
        };
    }

    private static DistributedCache setTtlChanged(
            DistributedCache cache, java.util.function.UnaryOperator<Ttl> change) {
        return new ForwardingCache(cache) {
            @Override
            public void set(String key, byte[] value, Ttl ttl) {
                super.set(key, value, ttl.isForever() ? ttl : change.apply(ttl));
            }
        };
    }

    private static DistributedCache replaceKeepsTtl(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public boolean replace(String key, byte[] value, Ttl ttl) {
                Ttl left = ttl(key);
                return super.replace(key, value, left == null ? ttl : left);
            }
        };
    }

    private static DistributedCache countingMovesTtl(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public java.util.OptionalLong incr(String key, long delta) {
                touch(key, Ttl.ofSeconds(1));
                return super.incr(key, delta);
            }
        };
    }

    private static DistributedCache touchMovesNothing(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public boolean touch(String key, Ttl ttl) {
                return get(key) != null;
            }
        };
    }

    private static DistributedCache ttlIsForever(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public Ttl ttl(String key) {
                return super.ttl(key) == null ? null : Ttl.ofSeconds(1_000_000);
            }
        };
    }

    private static DistributedCache addNotAtomic(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public boolean add(String key, byte[] value, Ttl ttl) {
                if (get(key) != null) {
                    return false;
                }
                LockSupport.parkNanos(200_000); // what a round trip takes
                set(key, value, ttl);
                return true;
            }
        };
    }

    private static DistributedCache replaceStoresAlways(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public boolean replace(String key, byte[] value, Ttl ttl) {
                boolean present = get(key) != null;
                set(key, value, ttl);
                return present;
            }
        };
    }

    private static DistributedCache staleReads(DistributedCache cache) {
        Map<String, byte[]> stale = new ConcurrentHashMap<>();
        return new ForwardingCache(cache) {
            @Override
            public void set(String key, byte[] value, Ttl ttl) {
                byte[] old = super.get(key);
                super.set(key, value, ttl);
                if (old != null) {
                    stale.put(key, old);
                }
            }

            @Override
            public byte[] get(String key) {
                byte[] old = stale.remove(key);
                return old == null ? super.get(key) : old;
            }
        };
    }

    private static DistributedCache getAllReversed(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public Map<String, byte[]> getAll(Collection<String> keys) {
                List<String> reversed = new ArrayList<>(keys);
                Collections.reverse(reversed);
                return super.getAll(reversed);
            }
        };
    }

    private static DistributedCache setAllHidesFailures(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public void setAll(Map<String, byte[]> entries, Ttl ttl) {
                try {
                    super.setAll(entries, ttl);
                } catch (BulkCacheException e) {
                    return;
                }
            }
        };
    }

    private static DistributedCache setAllGivesUp(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public void setAll(Map<String, byte[]> entries, Ttl ttl) {
                try {
                    super.setAll(entries, ttl);
                } catch (BulkCacheException e) {
                    deleteAll(new LinkedHashMap<>(entries).keySet());
                    throw e;
                }
            }
        };
    }

    private static DistributedCache deleteAlwaysTrue(DistributedCache cache) {
        return new ForwardingCache(cache) {
            @Override
            public boolean delete(String key) {
                super.delete(key);
                return true;
            }
        };
    }
}
