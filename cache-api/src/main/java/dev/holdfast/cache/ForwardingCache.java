package dev.holdfast.cache;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The base of decorators: passes every call on to another cache. Override what the decorator changes.
 *
 * <p>A decorator is a cache: it keeps every clause of the contract that the cache below it keeps, and proves it with
 * the suite in {@code cache-tck}. As safe for many threads as what it wraps.
 */
public abstract class ForwardingCache implements DistributedCache {
    private final DistributedCache delegate;

    /**
     * Wraps a cache.
     *
     * @param delegate where calls go
     */
    protected ForwardingCache(DistributedCache delegate) {
        this.delegate = Objects.requireNonNull(delegate, "delegate");
    }

    /**
     * The cache below.
     *
     * @return where calls go
     */
    protected final DistributedCache delegate() {
        return delegate;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return delegate.get(key);
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        return delegate.getAll(keys);
    }

    @Override
    public @Nullable Versioned gets(String key) {
        return delegate.gets(key);
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        return delegate.getsAll(keys);
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        delegate.set(key, value, ttl);
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        delegate.setAll(entries, ttl);
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        return delegate.add(key, value, ttl);
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        return delegate.replace(key, value, ttl);
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        return delegate.cas(key, value, token, ttl);
    }

    @Override
    public boolean delete(String key) {
        return delegate.delete(key);
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        return delegate.delete(key, token);
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        delegate.deleteAll(keys);
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        return delegate.incr(key, delta);
    }

    @Override
    public OptionalLong decr(String key, long delta) {
        return delegate.decr(key, delta);
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        return delegate.incr(key, delta, initial, ttl);
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        return delegate.decr(key, delta, initial, ttl);
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        return delegate.touch(key, ttl);
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        return delegate.getAndTouch(key, ttl);
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        return delegate.ttl(key);
    }

    @Override
    public Set<Capability> capabilities() {
        return delegate.capabilities();
    }

    /** This decorator if it is of that type, else what the cache below answers. */
    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        return type.isInstance(this) ? type.cast(this) : delegate.unwrap(type);
    }

    @Override
    public void ping() {
        delegate.ping();
    }

    @Override
    public void close() {
        delegate.close();
    }

    /** The cache below's: decorators are told apart by {@link #unwrap}. */
    @Override
    public String toString() {
        return delegate.toString();
    }
}
