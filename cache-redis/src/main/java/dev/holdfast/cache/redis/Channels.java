package dev.holdfast.cache.redis;

import dev.holdfast.cache.BroadcastListener;
import dev.holdfast.cache.Broadcasts;
import dev.holdfast.cache.Operation;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Redis' publish and subscribe. In a cluster every node passes on what another was told. */
final class Channels implements Broadcasts {
    private static final byte[] PUBLISH = Frame.ascii("PUBLISH");

    private final Servers servers;
    private final Calls calls;
    private final LettuceGateway gateway;
    private final RedisOptions options;
    private final String endpoint;
    private final Set<Ear> ears = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Channels(Servers servers, Calls calls, LettuceGateway gateway, RedisOptions options, String endpoint) {
        this.servers = servers;
        this.calls = calls;
        this.gateway = gateway;
        this.options = options;
        this.endpoint = endpoint;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the cache " + endpoint + " is closed");
        }
    }

    @Override
    public void publish(String channel, byte[] message) {
        byte[] name = Frame.utf8(channel);
        Objects.requireNonNull(message, "message");
        requireOpen();
        Call call = calls.start(Operation.PUBLISH, null);
        Object reply = calls.ask(call, name, Request.command(Frame.of(PUBLISH, name, message)));
        if (reply instanceof ErrorReply error) {
            throw Failures.refusal(call, error);
        }
    }

    @Override
    public Listening listen(String channel, BroadcastListener listener) {
        byte[] name = Frame.utf8(channel);
        Objects.requireNonNull(listener, "listener");
        requireOpen();
        Call call = Call.start(Operation.OPEN, null, endpoint, options.connectTimeout());
        Ear ear = new Ear(gateway, options, () -> servers.of(name).place(), name, listener);
        ears.add(ear);
        ear.whenClosed(() -> ears.remove(ear));
        ear.connect();
        if (closed) {
            ear.close();
        }
        try {
            ear.awaitFirstTry();
        } catch (InterruptedException e) {
            ear.close();
            throw Failures.openingInterrupted(call, e);
        }
        ConnectFailure failure = ear.failure();
        if (failure != null && failure.kind() != ConnectFailure.Kind.UNREACHABLE) {
            ear.close();
            throw Failures.opening(call, failure);
        }
        return ear;
    }

    void close() {
        closed = true;
        ears.forEach(Ear::close);
    }
}
