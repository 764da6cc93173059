package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheUrl.HostPort;
import dev.holdfast.cache.spi.DriverContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One server, and the connection to it: as soon as one is lost the next is tried for, again and again after a short
 * pause, each time looking up anew who the master is. While there is none, calls are refused at once. One that leads to
 * the wrong server is used until there is another.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each attempt ends in a state of this node
final class Node {
    private static final long MIN_PAUSE_MILLIS = 20;
    private static final long MAX_PAUSE_MILLIS = 80;

    /** Between attempts that fail until somebody changes something: rare enough for a server's log, and back in time. */
    private static final long MENDING_MILLIS = 250;

    /** Beside an attempt that takes longer than this, or a quarter of connectTimeout, another starts. */
    private static final long MIN_BESIDE_MILLIS = 500;

    private static final byte[] READONLY = Frame.of(Frame.ascii("READONLY"));

    private final LettuceGateway gateway;
    private final RedisOptions options;
    private final DriverContext context;
    private final String endpoint;
    private final @Nullable HostPort place;
    private final NodeWatch watch;
    private final boolean isReplica;
    /** What may fail before the first try has: each Sentinel may be the one that is wrong. */
    private final AtomicInteger firstAttempts;

    private final CompletableFuture<Node> firstTry = new CompletableFuture<>();

    private final Fence fence;
    private final Patience patience = new Patience();
    /** How many connections there were; of the attempts of one age one at most is used. */
    private final AtomicInteger age = new AtomicInteger();

    private final Set<Attempt> underWay = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Attempt newest;

    /** Changed under this node's lock alone, so that what becomes of it is told in order. */
    private volatile @Nullable Attempt current;
    /** The current one, and those before that have not ended yet. */
    private final Set<Attempt> used = ConcurrentHashMap.newKeySet();

    private volatile ConnectFailure lastFailure =
            new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, "not connected yet", null);
    private volatile boolean closed;

    /** A connection, from its making to its end; between them it may be the one that this node uses. */
    private final class Attempt {
        private final int age;
        private final Wire wire = new Wire(options.maxPending(), merged(), this::ended);
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private volatile Fence.@Nullable Identity identity;

        Attempt(int age) {
            this.age = age;
        }

        /** On its event loop. */
        private void ended() {
            Fence.Identity known = identity;
            if (known != null && wire.leftUnanswered() && used.contains(this)) {
                fence.remember(known); // first: whoever does not see this as used any more sees it there
            }
            used.remove(this);
            end.complete(null);
            lost(this);
        }

        private CompletableFuture<Wire> run() {
            return gateway.open(place, wire)
                    .thenCompose(opened -> options.proxied() ? CompletableFuture.completedFuture(opened) : fenced())
                    .whenComplete((opened, failure) -> {
                        if (failure != null) {
                            wire.close();
                        }
                    });
        }

        private CompletableFuture<Wire> fenced() {
            ScheduledFuture<?> patience = gateway.executor()
                    .schedule(wire::close, options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
            return identified().whenComplete((opened, failure) -> patience.cancel(false));
        }

        private CompletableFuture<Wire> identified() {
            return Batch.send(wire, List.of(Fence.questions()))
                    .thenCompose(answers -> {
                        Fence.Identity now = Fence.identity(answers.reply(0), answers.reply(1));
                        if (now == null) {
                            throw refusal(answers);
                        }
                        identity = now;
                        List<Fence.Identity> earlier = fence.before(now);
                        return Batch.send(wire, Fence.kills(earlier)).thenApply(kills -> {
                            if (!allNumbers(kills)) {
                                throw refusal(kills);
                            }
                            fence.passed(earlier);
                            return wire;
                        });
                    })
                    .thenCompose(fit -> isReplica && options.kind() == RedisOptions.Kind.CLUSTER
                            ? readable(fit)
                            : CompletableFuture.completedFuture(fit));
        }

        /** A replica in a cluster answers reads only after it was told that they may be stale. */
        private CompletableFuture<Wire> readable(Wire fit) {
            return Batch.send(fit, List.of(Request.command(Form.OK, READONLY))).thenApply(answers -> {
                if (!Form.OK.fits(answers.reply(0))) {
                    throw refusal(answers);
                }
                return fit;
            });
        }
    }

    Node(
            LettuceGateway gateway,
            RedisOptions options,
            DriverContext context,
            String endpoint,
            @Nullable HostPort place,
            NodeWatch watch) {
        this(gateway, options, context, endpoint, place, watch, false);
    }

    private Node(
            LettuceGateway gateway,
            RedisOptions options,
            DriverContext context,
            String endpoint,
            @Nullable HostPort place,
            NodeWatch watch,
            boolean isReplica) {
        this.gateway = gateway;
        this.fence = gateway.fence();
        this.options = options;
        this.context = context;
        this.endpoint = endpoint;
        this.place = place;
        this.watch = watch;
        this.isReplica = isReplica;
        boolean isSought = place == null && options.kind() == RedisOptions.Kind.SENTINEL;
        firstAttempts = new AtomicInteger(isSought ? options.hosts().size() : 1);
    }

    /** A server that is asked for reads alone. */
    static Node replica(
            LettuceGateway gateway,
            RedisOptions options,
            DriverContext context,
            String endpoint,
            HostPort place,
            NodeWatch watch) {
        return new Node(gateway, options, context, endpoint, place, watch, true);
    }

    /** Starts connecting, once; see {@link #firstTry()}. */
    void start() {
        connect(0);
    }

    private static boolean allNumbers(Batch answers) {
        for (int i = 0; i < answers.size(); i++) {
            if (!(answers.reply(i) instanceof Long)) {
                return false;
            }
        }
        return true;
    }

    private static CompletionException refusal(Batch answers) {
        for (int i = 0; i < answers.size(); i++) {
            if (answers.reply(i) instanceof ErrorReply error) {
                return new CompletionException(ConnectFailures.of(error));
            }
        }
        return new CompletionException(
                answers.allAnswered()
                        ? new ConnectFailure(
                                ConnectFailure.Kind.MISCONFIGURED,
                                "the server tells no run_id, by which late writes are kept from landing: with"
                                        + " proxied=true it is used without, and one that timed out may land late",
                                null)
                        : new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, "the connection was lost at once", null));
    }

    /**
     * Tries once, and again, until there is a connection. What an attempt sent into a network that dropped it is never
     * answered, so a server's return must not wait for the end of such an attempt: another starts beside it.
     *
     * @param since the age in which the connection is missed; in a later one this is nobody's business any more
     */
    private void connect(int since) {
        Attempt attempt = new Attempt(since);
        synchronized (this) { // so that none of an earlier age becomes the newest
            if (closed || age.get() != since) {
                return;
            }
            newest = attempt;
        }
        underWay.add(attempt);
        Future<?> beside = soon(besideMillis(), () -> connectAfter(attempt, since));
        attempt.run().whenComplete((opened, failure) -> {
            beside.cancel(false);
            underWay.remove(attempt);
            if (failure == null && !closed && age.compareAndSet(since, since + 1)) {
                connected(attempt);
            } else {
                attempt.wire.close();
                if (failure != null && !closed && age.get() == since) {
                    lastFailure = ConnectFailures.of(failure);
                    tryAgainLater(() -> connectAfter(attempt, since));
                }
            }
            if (firstAttempts.decrementAndGet() <= 0 || current != null || closed || !mayMendItself()) {
                firstTry.complete(this);
            }
        });
    }

    /** Unless another has taken its place: of each age there is one row of attempts. */
    private void connectAfter(Attempt last, int since) {
        if (last == newest) {
            connect(since);
        }
    }

    private long besideMillis() {
        return Math.max(MIN_BESIDE_MILLIS, options.connectTimeout().toMillis() / 4);
    }

    private synchronized void connected(Attempt attempt) {
        if (attempt.wire.isClosed()) {
            tryAgainLater(() -> connect(attempt.age + 1)); // it ended before it was ours; afterwards lost() sees it
            return;
        }
        attempt.wire.hold();
        used.add(attempt);
        boolean replaces = current != null;
        current = attempt;
        try {
            if (replaces) {
                watch.lost(this);
                moved("connected", "disconnected", "the server takes no writes");
            }
        } finally {
            relieve(attempt);
        }
        endAttempts();
        moved("disconnected", "connected", "connected");
        watch.connected(this);
        if (closed) {
            close();
        }
    }

    /**
     * Lets those before answer what they were asked; until then this one sends nothing. If an answer never came it gives
     * way to one that makes sure of the fence.
     */
    private void relieve(Attempt next) {
        List<Attempt> earlier = used.stream().filter(one -> one != next).toList();
        for (Attempt one : earlier) {
            one.wire.finish();
            soon(options.timeout().toMillis() / 2, one.wire::close);
        }
        CompletableFuture.allOf(earlier.stream().map(one -> one.end).toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> {
                    Fence.Identity known = next.identity;
                    if (known == null || fence.before(known).isEmpty()) {
                        next.wire.release();
                    } else {
                        next.wire.close();
                    }
                });
    }

    private void endAttempts() {
        underWay.forEach(attempt -> attempt.wire.close());
    }

    private synchronized void lost(Attempt attempt) {
        if (current != attempt) {
            return;
        }
        current = null;
        lastFailure = new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, "the connection was lost", null);
        if (closed) {
            return;
        }
        try {
            watch.lost(this); // first: before another connection can answer
            moved("connected", "disconnected", "the connection was lost");
        } finally {
            soon(0, () -> connect(attempt.age + 1));
        }
    }

    private void tryAgainLater(Runnable next) {
        long pauseMillis =
                mayMendItself() ? context.random().nextLong(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS) : MENDING_MILLIS;
        soon(pauseMillis, next);
    }

    private boolean mayMendItself() {
        return lastFailure.kind() == ConnectFailure.Kind.UNREACHABLE;
    }

    private Future<?> soon(long pauseMillis, Runnable step) {
        try {
            return gateway.executor().schedule(step, pauseMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e); // closed, and the threads with it
        }
    }

    private void moved(String from, String to, String reason) {
        context.observer()
                .on(new CacheEvent.StateMoved(isReplica ? "replica" : "connection", endpoint, from, to, reason));
    }

    /**
     * In a cluster a command must stay within a slot. A proxy knows no script, and twemproxy ends the connection after an
     * MGET one of whose servers is dead.
     */
    private Set<Merging> merged() {
        Set<Merging> merged = EnumSet.noneOf(Merging.class);
        boolean isOnePlace = options.kind() != RedisOptions.Kind.CLUSTER && !options.proxied();
        if (options.mergeGets() && isOnePlace) {
            merged.add(Merging.GETS);
        }
        if (options.mergeCounts() && isOnePlace) {
            merged.add(Merging.COUNTS);
            merged.add(Merging.CREATING_COUNTS);
        }
        return merged;
    }

    /** The connection; null while there is none. */
    @Nullable
    Wire wire() {
        Attempt now = current;
        return now == null ? null : now.wire;
    }

    /** The run id of the server that the connection leads to; null while there is none, or behind a proxy. */
    @Nullable
    String runId() {
        Attempt now = current;
        Fence.Identity known = now == null ? null : now.identity;
        return known == null ? null : known.runId();
    }

    /** Where it is within a cluster; null for what the options name. */
    @Nullable
    HostPort place() {
        return place;
    }

    /** Why there is no connection. */
    ConnectFailure lastFailure() {
        return lastFailure;
    }

    /** Completes with the first attempt's end, well or not; with Sentinels, that of one attempt at each. */
    CompletableFuture<Node> firstTry() {
        return firstTry;
    }

    /** Waits for {@link #firstTry()}, whose own bounds are connectTimeout for each of its steps. */
    void awaitFirstTry() throws InterruptedException {
        int attempts = Math.max(1, firstAttempts.get());
        try {
            firstTry.get(3L * attempts * options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // judged by what is there
        }
    }

    String host() {
        return place == null ? "" : place.host();
    }

    /** What it answers to a question of our own; null where there is no connection, or no answer in time. */
    CompletableFuture<@Nullable Object> inquire(byte[] question) {
        Wire asked = wire();
        if (asked == null) {
            return CompletableFuture.completedFuture(null);
        }
        long start = System.nanoTime();
        CompletableFuture<@Nullable Object> reply =
                Batch.send(asked, List.of(Request.command(question))).thenApply(answers -> answers.reply(0));
        Future<?> patience = soon(options.timeout().toMillis(), () -> {
            if (reply.complete(null)) {
                asked.suspect(start, options.timeout().toNanos());
            }
        });
        return reply.whenComplete((answer, failure) -> patience.cancel(false));
    }

    /**
     * This server does not do what it should, such as a master that has become a replica: look for it anew, unless that
     * is under way. At once the first time; if it is the same server again, then after pauses that grow. The connection
     * is used until there is another: a replica's reads are good.
     */
    void reconnect(Wire unfit) {
        Attempt now = current;
        Attempt last = newest;
        boolean isSought = now != null && last != null && last.age > now.age;
        if (now != null && now.wire == unfit && !isSought && patience.isOver(System.nanoTime())) {
            soon(0, () -> connect(now.age + 1));
        }
    }

    void close() {
        closed = true;
        endAttempts();
        used.forEach(attempt -> attempt.wire.close());
    }
}
