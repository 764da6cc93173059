package dev.holdfast.cache.memcached;

import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.memcached.Protocol.Verb;
import dev.holdfast.cache.spi.ValueLimit;
import java.util.Map;
import java.util.Objects;

/** Storing values: refused before anything is sent where they can't be held, and never at the cost of the old value. */
final class StoreCalls {
    private final Servers servers;
    private final Protocol protocol;
    private final ValueLimit limit;
    private final Expiry expiry;

    StoreCalls(Servers servers, Protocol protocol, ValueLimit limit, Expiry expiry) {
        this.servers = servers;
        this.protocol = protocol;
        this.limit = limit;
        this.expiry = expiry;
    }

    /** A request to store, after the checks that all writes have in common. */
    Request<Stored> request(
            Operation operation, Verb verb, String key, byte[] wireKey, byte[] value, Ttl ttl, long unique) {
        limit.check(operation, key, value);
        Server server = servers.of(wireKey);
        if (!server.facts().holds(wireKey, value)) {
            throw new CacheRejectedException(
                    FailedCall.unsent(operation, key, server.endpoint()),
                    CacheRejectedException.Reason.TOO_LARGE,
                    "the value has " + value.length + " bytes, and the server holds entries of at most "
                            + server.facts().largestItem() + ": raise its item size (-I), or store less",
                    null);
        }
        return protocol.store(verb, wireKey, value, CounterText.flagsFor(value), expiry.of(ttl), unique);
    }

    /** Whether a set is safe there: a server that may not evict drops the old value of one that it finds no room for. */
    boolean evicts(byte[] wireKey) {
        return servers.of(wireKey).facts().evicts();
    }

    /** A set for servers that may not evict, by the two commands that keep the old value where there is no room. */
    void setWithoutLoss(Call call, String key, byte[] value, Ttl ttl) {
        byte[] wireKey = WireKey.of(key);
        Server server = servers.of(wireKey);
        Stored stored = Stored.NOT_STORED;
        for (Verb verb = Verb.REPLACE; stored != Stored.DONE; verb = verb == Verb.ADD ? Verb.REPLACE : Verb.ADD) {
            stored = call.ask(server, request(Operation.SET, verb, key, wireKey, value, ttl, 0));
        }
    }

    /** How each of many entries is set. */
    BulkWrite.Way settingAll(Map<String, byte[]> entries, Ttl ttl) {
        return new BulkWrite.Way() {
            @Override
            public Request<Stored> request(String key, int attempt) {
                byte[] wireKey = WireKey.of(key);
                byte[] value = Objects.requireNonNull(entries.get(key), "entries changed meanwhile");
                return StoreCalls.this.request(Operation.SET_ALL, verb(wireKey, attempt), key, wireKey, value, ttl, 0);
            }

            private Verb verb(byte[] wireKey, int attempt) {
                Verb withoutLoss = attempt % 2 == 0 ? Verb.REPLACE : Verb.ADD;
                return evicts(wireKey) ? Verb.SET : withoutLoss;
            }

            @Override
            public boolean ends(Stored answer) {
                return answer == Stored.DONE;
            }
        };
    }
}
