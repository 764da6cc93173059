package dev.holdfast.cache.redis;

import dev.holdfast.cache.BroadcastListener;
import dev.holdfast.cache.Broadcasts;
import dev.holdfast.cache.CacheUrl.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A subscription to one channel, on a connection of its own that is replaced when it is lost, or silent. */
@SuppressWarnings("FutureReturnValueIgnored") // each attempt ends in a state of this subscription
final class Ear implements Broadcasts.Listening {
    private static final long PAUSE_MILLIS = 50;
    private static final long MENDING_MILLIS = 500;
    private static final byte[] HELLO_3 = Frame.of(Frame.ascii("HELLO"), Frame.ascii("3"));
    private static final byte[] PING = Frame.of(Frame.ascii("PING"));

    private final LettuceGateway gateway;
    private final RedisOptions options;
    private final Supplier<@Nullable HostPort> place;
    private final byte[] channel;
    private final BroadcastListener listener;
    private final ListenerGuard guard = new ListenerGuard();
    private final CompletableFuture<Void> firstTry = new CompletableFuture<>();

    private Runnable whenClosed = () -> {};
    private @Nullable PushWire current;
    private @Nullable ScheduledFuture<?> heartbeat;
    private @Nullable ConnectFailure failure;
    private boolean live;
    private boolean closed;
    private boolean unanswered;
    private long askedNanos;

    Ear(
            LettuceGateway gateway,
            RedisOptions options,
            Supplier<@Nullable HostPort> place,
            byte[] channel,
            BroadcastListener listener) {
        this.gateway = gateway;
        this.options = options;
        this.place = place;
        this.channel = channel;
        this.listener = listener;
    }

    void whenClosed(Runnable action) {
        whenClosed = action;
    }

    /** Connects, if there is no connection. */
    synchronized void connect() {
        if (closed || current != null) {
            return;
        }
        PushWire[] made = new PushWire[1];
        PushWire wire = new PushWire(push -> pushed(made[0], push), () -> ended(made[0]));
        made[0] = wire;
        current = wire;
        ScheduledFuture<?> patience = gateway.executor()
                .schedule(wire::close, options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        gateway.open(place.get(), wire)
                .thenCompose(opened -> opened.ask(HELLO_3))
                .thenCompose(hello -> {
                    wire.tell(Frame.of(Frame.ascii("SUBSCRIBE"), channel)); // is answered by a push; a refusal by
                    return wire.ask(PING); // what then stands in the place of this one's answer
                })
                .whenComplete((pong, error) -> {
                    patience.cancel(false);
                    if (error == null) {
                        established(wire);
                    } else {
                        wire.close();
                        failed(wire, ConnectFailures.of(error));
                    }
                    firstTry.complete(null);
                });
    }

    private synchronized void established(PushWire wire) {
        if (current != wire || closed) {
            wire.close();
            return;
        }
        failure = null;
        unanswered = false;
        live = true;
        if (heartbeat == null) {
            long nanos = options.trackingHeartbeat().toNanos();
            heartbeat = gateway.executor().scheduleWithFixedDelay(this::beat, nanos, nanos, TimeUnit.NANOSECONDS);
        }
        guard.call(listener::live);
    }

    private synchronized void failed(PushWire wire, ConnectFailure why) {
        if (current == wire) {
            current = null;
            failure = why;
            connectIn(why.kind() == ConnectFailure.Kind.UNREACHABLE ? PAUSE_MILLIS : MENDING_MILLIS);
        }
    }

    private synchronized void ended(PushWire wire) {
        if (current == wire && live) { // else the attempt fails, and is tried again
            current = null;
            live = false;
            guard.call(listener::gap);
            connectIn(0);
        }
    }

    private void connectIn(long millis) {
        if (!closed) {
            try {
                gateway.executor().schedule(this::connect, millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // closed, and the threads with it
            }
        }
    }

    private synchronized void beat() {
        PushWire asked = current;
        if (asked == null || !live) {
            return;
        }
        if (unanswered) {
            if (System.nanoTime() - askedNanos > options.timeout().toNanos()) {
                asked.close();
            }
            return;
        }
        unanswered = true;
        askedNanos = System.nanoTime();
        asked.ask(PING).whenComplete((pong, error) -> answered(asked, error));
    }

    private synchronized void answered(PushWire asked, @Nullable Throwable error) {
        if (current == asked) {
            unanswered = error != null;
        }
    }

    /** What a connection says that was given up is not heard: its end has been told. */
    private synchronized void pushed(PushWire wire, @Nullable Object[] push) {
        if (current == wire
                && push.length == 3
                && push[0] instanceof byte[] kind
                && new String(kind, StandardCharsets.ISO_8859_1).equals("message")
                && push[2] instanceof byte[] message) {
            listener.message(message);
        }
    }

    void awaitFirstTry() throws InterruptedException {
        try {
            firstTry.get(3 * options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // judged by what is there
        }
    }

    @Nullable
    synchronized ConnectFailure failure() {
        return failure;
    }

    @Override
    public void close() {
        synchronized (this) {
            PushWire open = current;
            ScheduledFuture<?> beating = heartbeat;
            closed = true;
            current = null;
            if (live) {
                live = false;
                guard.call(listener::gap);
            }
            if (beating != null) {
                beating.cancel(false);
            }
            if (open != null) {
                open.close();
            }
        }
        firstTry.complete(null);
        whenClosed.run();
    }
}
