package dev.holdfast.cache.memcached;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.UnsupportedCacheOperationException;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.memcached.Protocol.Verb;
import dev.holdfast.cache.spi.ValueLimit;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The contract on memcached: checks what is asked, says it in the protocol's words, and reads the answer. */
final class MemcachedCache implements DistributedCache {
    private final String endpoint;
    private final Servers servers;
    private final Protocol protocol;
    private final Expiry expiry;
    private final Duration timeout;
    private final long timeoutNanos;
    private final Set<Capability> capabilities;
    private final boolean behindProxy;
    private final StoreCalls stores;
    private final CounterCalls counters;
    private final BulkCalls bulk;
    private volatile boolean closed;

    MemcachedCache(
            MemcachedSettings settings,
            Servers servers,
            Protocol protocol,
            ValueLimit limit,
            Expiry expiry,
            Set<Capability> capabilities) {
        this.endpoint = settings.endpoint();
        this.servers = servers;
        this.protocol = protocol;
        this.expiry = expiry;
        this.timeout = settings.timeout();
        this.timeoutNanos = timeout.toNanos();
        this.capabilities = capabilities;
        this.behindProxy = settings.proxied();
        this.stores = new StoreCalls(servers, protocol, limit, expiry);
        this.counters = new CounterCalls(protocol);
        this.bulk = new BulkCalls(servers, protocol, timeoutNanos, endpoint, behindProxy);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the cache " + endpoint + " is closed");
        }
    }

    private Call call(Operation operation, @Nullable String key) {
        requireOpen();
        return new Call(operation, key, timeoutNanos);
    }

    @Override
    public byte @Nullable [] get(String key) {
        byte[] wireKey = WireKey.of(key);
        Item item = call(Operation.GET, key).ask(servers.of(wireKey), protocol.get(wireKey));
        return item == null ? null : CounterText.read(item);
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        Set<String> distinct = KeyRules.checkAll(keys);
        Call call = call(Operation.GET_ALL, null);
        Map<String, byte[]> unordered = new HashMap<>(distinct.size() * 2);
        Map<String, CacheException> failures =
                bulk.read(call, distinct, false, (key, item, epoch) -> unordered.put(key, CounterText.read(item)));
        Map<String, byte[]> found = inOrder(distinct, unordered);
        if (!failures.isEmpty()) {
            throw BulkCacheException.reading(call.failed(endpoint), found, inOrder(distinct, failures));
        }
        return found;
    }

    private static <T> Map<String, T> inOrder(Set<String> keys, Map<String, T> unordered) {
        Map<String, T> ordered = new LinkedHashMap<>(unordered.size() * 2);
        for (String key : keys) {
            T value = unordered.get(key);
            if (value != null) {
                ordered.put(key, value);
            }
        }
        return ordered;
    }

    @Override
    public @Nullable Versioned gets(String key) {
        byte[] wireKey = WireKey.of(key);
        Server server = servers.of(wireKey);
        Call call = call(Operation.GETS, key);
        Connection connection = server.connection();
        long epoch = connection.epoch();
        Item item = call.ask(server, connection, protocol.gets(wireKey));
        return item == null ? null : versioned(key, item, epoch);
    }

    private Versioned versioned(String key, Item item, long epoch) {
        return new Versioned(CounterText.read(item), new MemcachedToken(this, key, epoch, item.unique()));
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        Set<String> distinct = KeyRules.checkAll(keys);
        Call call = call(Operation.GETS_ALL, null);
        Map<String, Versioned> unordered = new HashMap<>(distinct.size() * 2);
        Map<String, CacheException> failures =
                bulk.read(call, distinct, true, (key, item, epoch) -> unordered.put(key, versioned(key, item, epoch)));
        Map<String, Versioned> found = inOrder(distinct, unordered);
        if (!failures.isEmpty()) {
            throw BulkCacheException.readingVersioned(call.failed(endpoint), found, inOrder(distinct, failures));
        }
        return found;
    }

    private Stored store(Operation operation, Verb verb, String key, byte[] wireKey, byte[] value, Ttl ttl) {
        Request<Stored> request = stores.request(operation, verb, key, wireKey, value, ttl, 0);
        return call(operation, key).ask(servers.of(wireKey), request);
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        byte[] wireKey = WireKey.of(key);
        if (stores.evicts(wireKey)) {
            store(Operation.SET, Verb.SET, key, wireKey, value, ttl);
        } else {
            stores.setWithoutLoss(call(Operation.SET, key), key, value, ttl);
        }
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        Objects.requireNonNull(ttl, "ttl");
        entries.forEach((key, value) -> {
            KeyRules.check(key);
            Objects.requireNonNull(value, "value");
        });
        requireOpen();
        bulk.write(Operation.SET_ALL, entries.keySet(), stores.settingAll(entries, ttl));
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        return store(Operation.ADD, Verb.ADD, key, WireKey.of(key), value, ttl) == Stored.DONE;
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        return store(Operation.REPLACE, Verb.REPLACE, key, WireKey.of(key), value, ttl) == Stored.DONE;
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        byte[] wireKey = WireKey.of(key);
        MemcachedToken ours = MemcachedToken.of(token, this, key);
        Request<Stored> request = stores.request(Operation.CAS, Verb.CAS, key, wireKey, value, ttl, ours.unique());
        return onlyIf(ours, call(Operation.CAS, key), wireKey, request);
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        byte[] wireKey = WireKey.of(key);
        MemcachedToken ours = MemcachedToken.of(token, this, key);
        Request<Stored> request = protocol.delete(wireKey, ours.unique());
        return onlyIf(ours, call(Operation.DELETE, key), wireKey, request);
    }

    /** Sends on the very connection that issued the token, or not at all: a closed one fails it with the reason. */
    private CasOutcome onlyIf(MemcachedToken token, Call call, byte[] wireKey, Request<Stored> request) {
        Server server = servers.of(wireKey);
        Connection connection = server.connection();
        if (connection.isOpen() && !token.isOf(connection)) {
            if (behindProxy) {
                call.ask(server, protocol.get(wireKey)); // the proxy is there: is the server?
            }
            return CasOutcome.CHANGED;
        }
        return switch (call.ask(server, connection, request)) {
            case DONE -> CasOutcome.STORED;
            case NOT_FOUND -> CasOutcome.MISSING;
            case EXISTS, NOT_STORED -> CasOutcome.CHANGED;
        };
    }

    @Override
    public boolean delete(String key) {
        byte[] wireKey = WireKey.of(key);
        return call(Operation.DELETE, key).ask(servers.of(wireKey), protocol.delete(wireKey)) == Stored.DONE;
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        Set<String> distinct = KeyRules.checkAll(keys);
        requireOpen();
        bulk.write(Operation.DELETE_ALL, distinct, (key, attempt) -> protocol.delete(WireKey.of(key)));
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        return count(Operation.INCR, key, delta);
    }

    @Override
    public OptionalLong decr(String key, long delta) {
        return count(Operation.DECR, key, delta);
    }

    private OptionalLong count(Operation operation, String key, long delta) {
        byte[] wireKey = WireKey.of(key);
        checkDelta(delta);
        Long count =
                counters.count(call(operation, key), servers.of(wireKey), operation == Operation.INCR, wireKey, delta);
        return count == null ? OptionalLong.empty() : OptionalLong.of(count);
    }

    private static void checkDelta(long delta) {
        if (delta < 0) {
            throw new IllegalArgumentException(
                    "a delta must not be negative, but is " + delta + "; incr and decr count up and down");
        }
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        return countOrCreate(Operation.INCR, key, delta, initial, ttl);
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        return countOrCreate(Operation.DECR, key, delta, initial, ttl);
    }

    private long countOrCreate(Operation operation, String key, long delta, long initial, Ttl ttl) {
        byte[] wireKey = WireKey.of(key);
        checkDelta(delta);
        if (initial < 0) {
            throw new IllegalArgumentException("an initial count must not be negative, but is " + initial);
        }
        int exptime = expiry.of(ttl);
        Call call = call(operation, key);
        boolean up = operation == Operation.INCR;
        return counters.countOrCreate(call, servers.of(wireKey), up, wireKey, delta, initial, exptime);
    }

    private void require(Capability capability, Operation operation, String key) {
        requireOpen();
        if (!capabilities.contains(capability)) {
            throw new UnsupportedCacheOperationException(FailedCall.unsent(operation, key, endpoint), capability);
        }
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        byte[] wireKey = WireKey.of(key);
        Request<Stored> request = protocol.touch(wireKey, expiry.of(ttl));
        require(Capability.TOUCH, Operation.TOUCH, key);
        return call(Operation.TOUCH, key).ask(servers.of(wireKey), request) == Stored.DONE;
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        byte[] wireKey = WireKey.of(key);
        Request<@Nullable Item> request = protocol.getAndTouch(wireKey, expiry.of(ttl));
        require(Capability.GET_AND_TOUCH, Operation.GET_AND_TOUCH, key);
        Item item = call(Operation.GET_AND_TOUCH, key).ask(servers.of(wireKey), request);
        return item == null ? null : CounterText.read(item);
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        byte[] wireKey = WireKey.of(key);
        require(Capability.TTL_READ, Operation.TTL, key);
        Long seconds = call(Operation.TTL, key).ask(servers.of(wireKey), protocol.secondsLeft(wireKey));
        return seconds == null ? null : expiry.left(seconds);
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    /** Asks every server: the cache is well only if all of them are. */
    @Override
    public void ping() {
        Call call = call(Operation.PING, null);
        for (Server server : servers.all()) {
            call.ask(server, Handshake.signOfLife(protocol));
        }
    }

    @Override
    public void close() {
        closed = true;
        servers.close(timeout);
    }

    @Override
    public String toString() {
        return endpoint;
    }
}
