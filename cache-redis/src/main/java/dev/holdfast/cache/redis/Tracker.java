package dev.holdfast.cache.redis;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection on which one node tells which keys change: client tracking in RESP3, broadcasting, so that the server
 * keeps nothing a key, there is no table to overflow, and what is read on other connections is covered. As soon as it is
 * lost the next is tried for. It counts only while it leads to the same process as the node's own connection: a demoted
 * master would tell, in good health, of nothing.
 *
 * <p>All state belongs to the lock of its {@link Tracking}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each attempt ends in a state of this tracker
final class Tracker {
    private static final long MIN_PAUSE_MILLIS = 20;
    private static final long MAX_PAUSE_MILLIS = 80;
    private static final long MENDING_MILLIS = 500;

    private static final byte[] INFO = Frame.of(Frame.ascii("INFO"), Frame.ascii("server"));
    private static final byte[] HELLO_3 = Frame.of(Frame.ascii("HELLO"), Frame.ascii("3"));
    private static final byte[] HELLO = Frame.of(Frame.ascii("HELLO"));

    private final Tracking tracking;
    private final Node node;
    private final CompletableFuture<Void> firstTry = new CompletableFuture<>();

    private @Nullable Attempt current;
    private @Nullable String runId;
    private @Nullable ConnectFailure failure;
    private long provenNanos;
    private long askedNanos;
    private boolean unanswered;
    private boolean closed;

    Tracker(Tracking tracking, Node node) {
        this.tracking = tracking;
        this.node = node;
    }

    /** One connection. */
    private final class Attempt {
        private final PushWire wire = new PushWire(tracking::pushed, this::ended);

        private void ended() {
            tracking.locked(() -> {
                if (current == this && runId != null) { // else the attempt fails, and is tried again
                    current = null;
                    runId = null;
                    tracking.lost("the tracking connection was lost");
                    connectIn(0);
                }
            });
        }

        private void run(Collection<String> prefixes) {
            ScheduledFuture<?> patience = tracking.executor()
                    .schedule(wire::close, tracking.options().connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
            tracking.gateway()
                    .open(node.place(), wire)
                    .thenCompose(opened -> opened.ask(INFO))
                    .thenCompose(info -> wire.ask(HELLO_3).thenCompose(hello -> {
                        requireMaster(hello);
                        long since = tracking.nanos();
                        return wire.ask(track(prefixes)).thenAccept(done -> established(this, runIdOf(info), since));
                    }))
                    .whenComplete((done, error) -> {
                        patience.cancel(false);
                        if (error != null) {
                            wire.close();
                            failed(this, ConnectFailures.of(error));
                        }
                        firstTry.complete(null);
                    });
        }
    }

    private static byte[] track(Collection<String> prefixes) {
        byte[][] words = new byte[4 + 2 * prefixes.size()][];
        words[0] = Frame.ascii("CLIENT");
        words[1] = Frame.ascii("TRACKING");
        words[2] = Frame.ascii("ON");
        words[3] = Frame.ascii("BCAST");
        int at = 4;
        for (String prefix : prefixes) {
            words[at++] = Frame.ascii("PREFIX");
            words[at++] = Frame.utf8(prefix);
        }
        return Frame.of(words);
    }

    private static String runIdOf(Object info) {
        Fence.Identity identity = Fence.identity(0L, info);
        return identity == null ? "" : identity.runId();
    }

    /** Where there are several that may be the master, who tells must be it: a replica may tell late, or of the past. */
    private void requireMaster(Object hello) {
        if (tracking.options().mayHaveReplicas() && !"master".equals(role(hello))) {
            throw new CompletionException(
                    new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, "the server is a replica", null));
        }
    }

    private static String role(Object hello) {
        if (hello instanceof Object[] pairs) {
            for (int i = 0; i + 1 < pairs.length; i += 2) {
                if (pairs[i] instanceof byte[] name && pairs[i + 1] instanceof byte[] value && is(name, "role")) {
                    return new String(value, StandardCharsets.ISO_8859_1);
                }
            }
        }
        return "";
    }

    private static boolean is(byte[] bytes, String text) {
        return new String(bytes, StandardCharsets.ISO_8859_1).equals(text);
    }

    void connect() {
        if (!closed && current == null) {
            Attempt next = new Attempt();
            current = next;
            next.run(tracking.prefixes());
        }
    }

    /** Looks for the server anew. */
    void startOver() {
        giveUp();
        connectIn(pauseMillis());
    }

    private void giveUp() {
        Attempt before = current;
        current = null;
        runId = null;
        if (before != null) {
            before.wire.close();
        }
    }

    private long pauseMillis() {
        return tracking.random().nextLong(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS);
    }

    private void connectIn(long millis) {
        if (!closed) {
            try {
                tracking.executor().schedule(() -> tracking.locked(this::connect), millis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // closed, and the threads with it
            }
        }
    }

    private void established(Attempt attempt, String server, long since) {
        tracking.locked(() -> {
            if (current != attempt || closed) {
                attempt.wire.close();
                return;
            }
            runId = server;
            failure = null;
            provenNanos = since;
            unanswered = false;
            tracking.check();
        });
    }

    private void failed(Attempt attempt, ConnectFailure why) {
        tracking.locked(() -> {
            if (current == attempt) {
                current = null;
                failure = why;
                connectIn(why.kind() == ConnectFailure.Kind.UNREACHABLE ? pauseMillis() : MENDING_MILLIS);
            }
        });
    }

    /** Whether it tells of the server that the node's own connection leads to. */
    boolean isLive() {
        return runId != null && runId.equals(node.runId());
    }

    /** Whether it tells of another server than the one that is read from. */
    boolean isAstray() {
        String read = node.runId();
        return runId != null && read != null && !runId.equals(read);
    }

    /** What changed before was told. */
    long provenNanos() {
        return provenNanos;
    }

    /** Asks for a sign of life; gives the connection up if the last one has not come. */
    void beat() {
        Attempt asked = current;
        if (asked == null || runId == null) {
            return;
        }
        long now = tracking.nanos();
        if (unanswered) {
            if (now - askedNanos > tracking.options().timeout().toNanos()) {
                asked.wire.close();
            }
            return;
        }
        unanswered = true;
        askedNanos = now;
        asked.wire.ask(HELLO).whenComplete((hello, error) -> tracking.locked(() -> answered(asked, now, hello)));
    }

    private void answered(Attempt asked, long sinceNanos, @Nullable Object hello) {
        if (current != asked || runId == null) {
            return;
        }
        unanswered = false;
        if (hello == null || (tracking.options().mayHaveReplicas() && !"master".equals(role(hello)))) {
            asked.wire.close();
        } else {
            provenNanos = sinceNanos;
            tracking.proven();
        }
    }

    /** Completes with the first attempt's end, well or not. */
    CompletableFuture<Void> firstTry() {
        return firstTry;
    }

    /** Why it does not tell; null if it does, or nothing is known yet. */
    @Nullable
    ConnectFailure failure() {
        return failure;
    }

    void close() {
        closed = true;
        giveUp();
        firstTry.complete(null);
    }
}
