package dev.holdfast.cache.memcached;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CacheUrl.HostPort;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One server, and the thread that keeps a connection to it.
 *
 * <p>A connection that owes an answer and sends nothing for twice the timeout is stalled: calls are refused at once,
 * while the thread tries new connections. If the old one answers after all, it goes on as before, so that everything
 * sent on it stays in order. If a new one answers and the old one still does not, a while after, the old one is closed
 * for good before the new one is used: nothing sent on it can follow what is sent later.
 */
final class Server {
    private static final long LONGEST_PAUSE_MILLIS = 200;
    private static final long LAST_CHANCE_NANOS = Duration.ofMillis(150).toNanos();
    private static final long GLANCE_NANOS = Duration.ofMillis(10).toNanos();
    private static final Failure CLOSED = Failure.of(Failure.Kind.LOST, "the cache was closed");
    private static final Failure GIVEN_UP =
            Failure.of(Failure.Kind.LOST, "the connection was given up, because it did not answer and a new one did");

    private final String endpoint;
    private final MemcachedSettings settings;
    private final Connector connector;
    private final CacheObserver observer;
    private final RandomGenerator random;
    private final Thread supervisor;
    private final CompletableFuture<@Nullable Failure> firstAttempt = new CompletableFuture<>();

    /** The last that was in use, stalled or lost as it may be; null before the first. */
    private volatile @Nullable Connection last;

    /** What is in use: the last connection, or a {@link Refusal} in its place. */
    private volatile Connection connection =
            new Refusal(Failure.of(Failure.Kind.REFUSED, "the connection is not yet made"));

    private volatile boolean closing;

    Server(
            HostPort address,
            MemcachedSettings settings,
            Protocol protocol,
            Transport transport,
            CacheObserver observer,
            RandomGenerator random) {
        this.settings = settings;
        this.endpoint = settings.endpoint(address);
        this.connector = new Connector(address, settings, protocol, transport, this::wakeSupervisor);
        this.observer = observer;
        this.random = random;
        this.supervisor = new Thread(this::run, "holdfast-memcached-" + address);
        supervisor.setDaemon(true);
    }

    void start() {
        supervisor.start();
    }

    /** Completes when the first attempt to connect ended: with null if it succeeded, else with why not. */
    CompletableFuture<@Nullable Failure> firstAttempt() {
        return firstAttempt;
    }

    String endpoint() {
        return endpoint;
    }

    ServerFacts facts() {
        return connector.facts();
    }

    /** The connection to send on; a {@link Refusal} if there is none that answers. */
    Connection connection() {
        return connection;
    }

    /** Sends a request, or fails it. */
    void send(Request<?> request) {
        connection.send(request);
    }

    /**
     * Tells that a caller left without an answer. The supervisor looks whether the connection is stalled; and if a proxy
     * answers after all, with the error of a lost server, nobody hears of it.
     */
    void noteAbandoned() {
        renewEpochOfProxy();
        wakeSupervisor();
    }

    private void wakeSupervisor() {
        LockSupport.unpark(supervisor);
    }

    /** Tells of a failed request: a proxy that answers with an error may have lost its server. */
    void noteFailure(Failure failure) {
        if (failure.kind() == Failure.Kind.SAID) {
            renewEpochOfProxy();
        }
    }

    /** A server that a proxy lost counts its versions from the start again, on the same connection of ours. */
    private void renewEpochOfProxy() {
        Connection current = last;
        if (settings.proxied() && current != null) {
            current.renewEpoch();
        }
    }

    private void run() {
        for (int attempts = 0; !closing; attempts++) {
            long start = System.nanoTime();
            Connection fresh = tryToConnect();
            while (fresh != null) {
                attempts = 0;
                fresh = watch(fresh);
            }
            pause(attempts, start);
        }
        connector.rest();
        closeLast();
    }

    /** A connection in use, or null after noting why there is none. */
    private @Nullable Connection tryToConnect() {
        try {
            Connection fresh = connector.connect();
            use(fresh, "connected");
            firstAttempt.complete(null);
            return fresh;
        } catch (ConnectException e) {
            refuse(e.failure());
            firstAttempt.complete(e.failure());
            return null;
        }
    }

    /**
     * Waits until a while after the attempt's start: one that took long, or led to a connection that lasted, is followed
     * by the next at once. Does not end with a connection of the attempt, which wakes this thread too.
     */
    private void pause(int earlier, long startNanos) {
        long millis = Math.min(LONGEST_PAUSE_MILLIS, 20L << Math.min(earlier, 10));
        long untilNanos = startNanos
                + Duration.ofMillis(millis / 2 + random.nextLong(millis)).toNanos();
        for (long left = untilNanos - System.nanoTime(); left > 0 && !closing; left = untilNanos - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    private void use(Connection fresh, String reason) {
        connector.rest();
        boolean wasUp = isUp();
        last = fresh;
        connection = fresh;
        if (!wasUp) {
            moved("down", "up", reason);
        }
    }

    private void refuse(Failure failure) {
        boolean wasUp = isUp();
        connection = new Refusal(failure);
        if (wasUp && !closing) {
            moved("up", "down", failure.detail());
        }
    }

    private boolean isUp() {
        return !(connection instanceof Refusal);
    }

    private void moved(String from, String to, String reason) {
        observer.on(new CacheEvent.StateMoved("connection", endpoint, from, to, reason));
    }

    /** Watches a connection to its end; a new one that took its place, or null. */
    private @Nullable Connection watch(Connection watched) {
        while (!closing && watched.isOpen()) {
            long waitingNanos = watched.waitingNanos();
            if (waitingNanos == 0) {
                LockSupport.park(this); // until a caller's timeout, or the end of the connection
            } else if (!isStalled(watched)) {
                LockSupport.parkNanos(this, patienceNanos() - waitingNanos);
            } else {
                Connection fresh = replace(watched);
                if (fresh != null) {
                    return fresh;
                }
            }
        }
        refuse(Failure.of(Failure.Kind.REFUSED, "the connection broke, and is being made again"));
        return null;
    }

    /** Tries new connections until one answers or the stalled one does; the new one in its place, or null. */
    private @Nullable Connection replace(Connection stalled) {
        refuse(Failure.of(Failure.Kind.REFUSED, "the server does not answer"));
        for (int attempts = 0; !closing && stalled.isOpen(); attempts++) {
            if (!isStalled(stalled)) {
                use(stalled, "the server answers again");
                return null;
            }
            long start = System.nanoTime();
            try {
                Connection fresh = connector.connect();
                if (answersAfterAll(stalled)) {
                    fresh.close(CLOSED);
                } else {
                    stalled.close(GIVEN_UP);
                    use(fresh, "connected again");
                    return fresh;
                }
            } catch (ConnectException e) {
                pause(attempts, start);
            }
        }
        return null;
    }

    private boolean answersAfterAll(Connection stalled) {
        long until = System.nanoTime() + LAST_CHANCE_NANOS;
        while (stalled.isOpen() && isStalled(stalled) && System.nanoTime() < until && !closing) {
            LockSupport.parkNanos(this, GLANCE_NANOS);
        }
        return stalled.isOpen() && !isStalled(stalled);
    }

    private long patienceNanos() {
        return 2 * settings.timeout().toNanos();
    }

    private boolean isStalled(Connection one) {
        return one.waitingNanos() >= patienceNanos();
    }

    /** Ends the supervision and the connection; waits for the thread no longer than given. */
    void close(Duration limit) {
        closing = true;
        supervisor.interrupt();
        closeLast();
        try {
            supervisor.join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeLast() {
        Connection current = last;
        if (current != null) {
            current.close(CLOSED);
        }
    }
}
