package dev.holdfast.cache.memcached;

import dev.holdfast.cache.CacheUrl.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes the connections to one server, for one thread. What an attempt sent into a network that dropped it is never
 * answered, so a server's return must not wait for the end of such an attempt: beside the one that may take the whole
 * connectTimeout, quick ones go on.
 */
final class Connector {
    private static final Duration QUICK = Duration.ofMillis(500);
    private static final Failure UNWANTED = Failure.of(Failure.Kind.LOST, "another connection is in use");

    private final HostPort address;
    private final MemcachedSettings settings;
    private final Handshake handshake;
    private final Transport transport;
    private final Runnable onLost;
    private volatile ServerFacts facts = ServerFacts.unknown();
    private boolean again;
    private @Nullable Patient patient;

    /** An attempt that may take the whole connectTimeout, on a thread of its own. */
    private final class Patient {
        private final CompletableFuture<Connection> end = new CompletableFuture<>();
        private final Thread thread = new Thread(this::run, "holdfast-memcached-" + address + "-patient");

        Patient() {
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            try {
                Connection made = connect(settings.connectTimeout(), false);
                if (!end.complete(made)) {
                    made.close(UNWANTED);
                }
            } catch (ConnectException e) {
                end.completeExceptionally(e);
            }
        }

        void end() {
            thread.interrupt();
            if (!end.cancel(false) && !end.isCompletedExceptionally()) {
                end.join().close(UNWANTED);
            }
        }
    }

    /** @param onLost run when a connection is closed, by whatever thread notices; does not block */
    Connector(HostPort address, MemcachedSettings settings, Protocol protocol, Transport transport, Runnable onLost) {
        this.address = address;
        this.settings = settings;
        this.handshake = new Handshake(settings, protocol);
        this.transport = transport;
        this.onLost = onLost;
    }

    /** What the server last connected to is. */
    ServerFacts facts() {
        return facts;
    }

    /**
     * A connection that answered a handshake: the first time within connectTimeout; later quickly, or by an attempt of an
     * earlier call that needed longer.
     */
    Connection connect() throws ConnectException {
        Patient earlier = patient;
        if (earlier != null && earlier.end.isDone()) {
            patient = null;
            if (!earlier.end.isCompletedExceptionally()) {
                return earlier.end.join();
            }
        }
        boolean first = !again;
        boolean quick = again && settings.connectTimeout().compareTo(QUICK) > 0;
        again = true;
        long start = System.nanoTime();
        try {
            return connect(quick ? QUICK : settings.connectTimeout(), first);
        } catch (ConnectException e) {
            boolean tookLong = System.nanoTime() - start >= QUICK.toNanos();
            if (quick && tookLong && patient == null) {
                patient = startPatient(e);
            }
            throw e;
        }
    }

    /** Null where no thread can be had: then the quick attempts go on alone, and one that took long tries again. */
    private @Nullable Patient startPatient(ConnectException reason) {
        try {
            return new Patient();
        } catch (OutOfMemoryError e) {
            reason.addSuppressed(e);
            return null;
        }
    }

    /** Ends what goes on beside {@link #connect}. */
    void rest() {
        Patient unwanted = patient;
        patient = null;
        if (unwanted != null) {
            unwanted.end();
        }
    }

    private Connection connect(Duration limit, boolean first) throws ConnectException {
        long deadline = System.nanoTime() + limit.toNanos();
        Connection fresh = null;
        try {
            InetSocketAddress resolved =
                    new InetSocketAddress(address.host(), address.portOr(MemcachedSettings.DEFAULT_PORT));
            if (resolved.isUnresolved()) {
                throw new ConnectException("the host " + address.host() + " is unknown", null);
            }
            SocketChannel channel = SocketChannel.open();
            try {
                channel.socket().connect(resolved, Math.toIntExact(Math.max(1, limit.toMillis())));
                fresh = transport.adopt(channel, onLost);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                channel.close();
                throw e;
            }
            facts = handshake.with(fresh, first, deadline);
            return fresh;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            if (fresh != null) {
                fresh.close(UNWANTED);
            }
            throw new ConnectException("it can't be reached", e);
        } catch (ConnectException e) {
            if (fresh != null) {
                fresh.close(e.failure());
            }
            throw e;
        }
    }
}
