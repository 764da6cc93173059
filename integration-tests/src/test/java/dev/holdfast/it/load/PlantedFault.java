package dev.holdfast.it.load;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Caches that do now and then what no cache may; each must end a load. */
enum PlantedFault {
    LOSES_A_WRITE {
        @Override
        void set(Planted cache, String key, byte[] value, Ttl ttl) {
            cache.store().delete(key);
        }
    },
    GIVES_WHAT_WAS_BEFORE {
        @Override
        byte @Nullable [] get(Planted cache, String key) {
            byte[] older = cache.before.get(key);
            return older == null ? cache.store().get(key) : older;
        }
    },
    GIVES_ANOTHER_KEYS_VALUE {
        @Override
        byte @Nullable [] get(Planted cache, String key) {
            byte[] mine = cache.store().get(key);
            return mine == null ? null : cache.last;
        }
    },
    GIVES_A_TORN_VALUE {
        @Override
        byte @Nullable [] get(Planted cache, String key) {
            byte[] value = cache.store().get(key);
            if (value != null) {
                value[value.length - 1] ^= 1;
            }
            return value;
        }
    },
    SAYS_IT_IS_ABSENT {
        @Override
        byte @Nullable [] get(Planted cache, String key) {
            return null;
        }
    },
    LOSES_ONE_OF_MANY {
        @Override
        void setAll(Planted cache, Map<String, byte[]> entries, Ttl ttl) {
            cache.store().setAll(entries, ttl);
            cache.store().delete(entries.keySet().iterator().next());
        }
    },
    FINDS_ALL_BUT_ONE {
        @Override
        Map<String, byte[]> getAll(Planted cache, Collection<String> keys) {
            Map<String, byte[]> found = new HashMap<>(cache.store().getAll(keys));
            found.remove(keys.iterator().next());
            return found;
        }
    },
    BRINGS_BACK_WHAT_WAS_DELETED {
        @Override
        boolean delete(Planted cache, String key) {
            byte[] value = cache.store().get(key);
            boolean deleted = cache.store().delete(key);
            if (value != null) {
                cache.store().set(key, value, Owner.LONG);
            }
            return deleted;
        }
    },
    COUNTS_TWICE {
        @Override
        long incr(Planted cache, String key, Ttl ttl) {
            cache.store().incr(key, 1, 1, ttl);
            return cache.store().incr(key, 1, 1, ttl);
        }
    },
    GIVES_TWO_CALLERS_ONE_COUNT {
        @Override
        long incr(Planted cache, String key, Ttl ttl) {
            return cache.store().incr(key, 0, 1, ttl);
        }
    },
    GRANTS_TWICE {
        @Override
        boolean add(Planted cache, String key, byte[] value, Ttl ttl) {
            cache.store().add(key, value, ttl);
            return true;
        }
    };

    DistributedCache in(DistributedCache cache) {
        return new Planted(cache, this);
    }

    byte @Nullable [] get(Planted cache, String key) {
        return cache.store().get(key);
    }

    void set(Planted cache, String key, byte[] value, Ttl ttl) {
        cache.store().set(key, value, ttl);
    }

    Map<String, byte[]> getAll(Planted cache, Collection<String> keys) {
        return cache.store().getAll(keys);
    }

    void setAll(Planted cache, Map<String, byte[]> entries, Ttl ttl) {
        cache.store().setAll(entries, ttl);
    }

    boolean add(Planted cache, String key, byte[] value, Ttl ttl) {
        return cache.store().add(key, value, ttl);
    }

    boolean delete(Planted cache, String key) {
        return cache.store().delete(key);
    }

    long incr(Planted cache, String key, Ttl ttl) {
        return cache.store().incr(key, 1, 1, ttl);
    }

    /** Right but for every hundredth time. */
    static final class Planted extends ForwardingCache {
        private final PlantedFault fault;
        private final AtomicInteger calls = new AtomicInteger();
        private final Map<String, byte[]> before = new ConcurrentHashMap<>();
        private volatile byte[] last = new byte[0];

        private Planted(DistributedCache cache, PlantedFault fault) {
            super(cache);
            this.fault = fault;
        }

        private DistributedCache store() {
            return delegate();
        }

        private boolean isDue() {
            return calls.incrementAndGet() % 100 == 0;
        }

        @Override
        public byte @Nullable [] get(String key) {
            return isDue() ? fault.get(this, key) : super.get(key);
        }

        @Override
        public void set(String key, byte[] value, Ttl ttl) {
            byte[] older = super.get(key);
            if (older != null) {
                before.put(key, older);
            }
            last = value;
            if (isDue()) {
                fault.set(this, key, value, ttl);
            } else {
                super.set(key, value, ttl);
            }
        }

        @Override
        public Map<String, byte[]> getAll(Collection<String> keys) {
            return isDue() ? fault.getAll(this, keys) : super.getAll(keys);
        }

        @Override
        public void setAll(Map<String, byte[]> entries, Ttl ttl) {
            if (isDue()) {
                fault.setAll(this, entries, ttl);
            } else {
                super.setAll(entries, ttl);
            }
        }

        @Override
        public boolean add(String key, byte[] value, Ttl ttl) {
            return isDue() ? fault.add(this, key, value, ttl) : super.add(key, value, ttl);
        }

        @Override
        public boolean delete(String key) {
            return isDue() ? fault.delete(this, key) : super.delete(key);
        }

        @Override
        public long incr(String key, long delta, long initial, Ttl ttl) {
            return isDue() ? fault.incr(this, key, ttl) : super.incr(key, delta, initial, ttl);
        }
    }
}
