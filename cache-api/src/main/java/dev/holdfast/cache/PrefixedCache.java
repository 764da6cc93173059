package dev.holdfast.cache;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts a prefix before every key, and takes it off again wherever a key comes back. */
final class PrefixedCache extends ForwardingCache implements TimedReads {
    private final String prefix;

    PrefixedCache(DistributedCache delegate, String prefix) {
        super(delegate);
        this.prefix = KeyRules.check(prefix);
    }

    /** The cache below checks the rest; with a prefix before it, it could no longer see that the key is empty. */
    private String prefixed(String key) {
        if (key.isEmpty()) {
            KeyRules.check(key);
        }
        return prefix + key;
    }

    private List<String> prefixed(Collection<String> keys) {
        return keys.stream().map(this::prefixed).toList();
    }

    private <T> Map<String, T> bare(Map<String, T> entries) {
        Map<String, T> bare = new LinkedHashMap<>(entries.size() * 2);
        entries.forEach((key, entry) -> bare.put(key.substring(prefix.length()), entry));
        return bare;
    }

    private <T> T withBareFailures(Supplier<T> bulkCall) {
        try {
            return bulkCall.get();
        } catch (BulkCacheException e) {
            BulkCacheException bare;
            if (e.call().operation() == Operation.GETS_ALL) {
                bare = BulkCacheException.readingVersioned(e.call(), bare(e.foundVersioned()), bare(e.failures()));
            } else if (e.call().operation() == Operation.GET_ALL) {
                bare = BulkCacheException.reading(e.call(), bare(e.found()), bare(e.failures()));
            } else {
                Set<String> done = new LinkedHashSet<>();
                e.done().forEach(key -> done.add(key.substring(prefix.length())));
                bare = BulkCacheException.writing(e.call(), done, bare(e.failures()));
            }
            throw bare;
        }
    }

    @Override
    public byte @Nullable [] get(String key) {
        return delegate().get(prefixed(key));
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        return withBareFailures(() -> bare(delegate().getAll(prefixed(keys))));
    }

    @Override
    public @Nullable Versioned gets(String key) {
        return delegate().gets(prefixed(key));
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        return withBareFailures(() -> bare(delegate().getsAll(prefixed(keys))));
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        delegate().set(prefixed(key), value, ttl);
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        Map<String, byte[]> prefixed = new LinkedHashMap<>(entries.size() * 2);
        entries.forEach((key, value) -> prefixed.put(prefixed(key), value));
        withBareFailures(() -> {
            delegate().setAll(prefixed, ttl);
            return Boolean.TRUE;
        });
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        return delegate().add(prefixed(key), value, ttl);
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        return delegate().replace(prefixed(key), value, ttl);
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        return delegate().cas(prefixed(key), value, token, ttl);
    }

    @Override
    public boolean delete(String key) {
        return delegate().delete(prefixed(key));
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        return delegate().delete(prefixed(key), token);
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        withBareFailures(() -> {
            delegate().deleteAll(prefixed(keys));
            return Boolean.TRUE;
        });
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        return delegate().incr(prefixed(key), delta);
    }

    @Override
    public OptionalLong decr(String key, long delta) {
        return delegate().decr(prefixed(key), delta);
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        return delegate().incr(prefixed(key), delta, initial, ttl);
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        return delegate().decr(prefixed(key), delta, initial, ttl);
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        return delegate().touch(prefixed(key), ttl);
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        return delegate().getAndTouch(prefixed(key), ttl);
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        return delegate().ttl(prefixed(key));
    }

    @Override
    public @Nullable TimedValue getTimed(String key) {
        return TimedReads.of(delegate()).getTimed(prefixed(key));
    }

    @Override
    public Map<String, TimedValue> getAllTimed(Collection<String> keys) {
        return withBareFailures(() -> bare(TimedReads.of(delegate()).getAllTimed(prefixed(keys))));
    }

    /** As below; what is told by key is told by the keys of this view. */
    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        T found = super.unwrap(type);
        return type == InvalidationSource.class && found instanceof InvalidationSource source
                ? type.cast(new PrefixedInvalidations(source, prefix))
                : found;
    }
}
