package dev.holdfast.cache.redis;

import dev.holdfast.cache.Operation;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends a call's commands, follows redirections, and waits for the answers; all within the call's one deadline. */
final class Calls {
    private static final int MAX_REDIRECTIONS = 8;
    private static final long TRY_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** A server that answers so may have a fellow that can. */
    private static final Set<String> CANNOT_READ = Set.of("LOST", "LOADING", "MASTERDOWN", "BUSY", "CLUSTERDOWN");

    private final Servers servers;
    private final RedisOptions options;
    private final String endpoint;

    Calls(Servers servers, RedisOptions options, String endpoint) {
        this.servers = servers;
        this.options = options;
        this.endpoint = endpoint;
    }

    Call start(Operation operation, @Nullable String key) {
        return Call.start(operation, key, endpoint, options.proxied(), options.timeout());
    }

    /** A command on its way, and to whom; of a read its key, null of all else. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and the key of a read is never changed
    record Sent(Call call, Node node, Wire wire, Request request, Request original, byte @Nullable [] read) {}

    /** Like an error of the server's: a reader was lost before it answered. */
    private static final ErrorReply LOST = ErrorReply.of("LOST");

    /** Asks, and gives the reply as it is; an {@link ErrorReply} of the server's too. */
    @Nullable
    Object ask(Call call, byte[] key, Request request) {
        return answer(send(call, key, request));
    }

    /** Asks whom reads may ask. */
    @Nullable
    Object askReader(Call call, byte[] key, Request request) {
        return answer(sendToReader(call, key, request));
    }

    /** Sends a read without waiting. */
    Sent sendToReader(Call call, byte[] key, Request request) {
        Node reader = servers.reader(key);
        if (reader == null) {
            throw Failures.noReplica(call);
        }
        return send(call, reader, request, request, key);
    }

    /** Sends without waiting. */
    Sent send(Call call, byte[] key, Request request) {
        return send(call, servers.of(key), request, request, null);
    }

    Sent send(Call call, Node node, Request request) {
        return send(call, node, request, request, null);
    }

    private Sent send(Call call, Node node, Request request, Request original, byte @Nullable [] read) {
        if (Thread.currentThread().isInterrupted()) {
            throw Failures.interrupted(call, false);
        }
        Wire wire = wire(call, node);
        while (!wire.submit(request)) {
            Wire next = wire(call, node);
            if (next == wire) {
                throw Failures.tooMany(call, options.maxPending());
            }
            wire = next; // it was replaced this very moment
        }
        return new Sent(call, node, wire, request, original, read);
    }

    /** A node just heard of is worth waiting for; one that was lost, or could not be reached, is not. */
    private static Wire wire(Call call, Node node) {
        Wire known = node.wire();
        if (known != null) {
            return known;
        }
        try {
            node.firstTry().get(Math.max(0, call.leftNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.interrupted(call, false);
        } catch (TimeoutException | ExecutionException e) {
            throw Failures.notConnected(call, node.lastFailure());
        }
        Wire wire = node.wire();
        if (wire == null) {
            throw Failures.notConnected(call, node.lastFailure());
        }
        return wire;
    }

    /** Waits for the reply. */
    @Nullable
    Object answer(Sent first) {
        Sent sent = first;
        for (int hops = 0; ; hops++) {
            Object reply = await(sent);
            if (!(reply instanceof ErrorReply error)) {
                return reply;
            }
            if (error.is("READONLY")) {
                sent.node().reconnect(sent.wire());
                return error;
            }
            if (error.is("CLUSTERDOWN")) {
                servers.doubt(sent.node());
            }
            Sent next = hops < MAX_REDIRECTIONS ? next(sent, error) : null;
            if (next != null) {
                sent = next;
            } else if (error.is(LOST.code())) {
                throw Failures.lost(sent.call(), !sent.request().isWithdrawnOrUnsent());
            } else {
                return error;
            }
        }
    }

    /** Whom else to ask, and asks him; null where there is nobody, or no time. */
    private @Nullable Sent next(Sent sent, ErrorReply error) {
        byte[] read = sent.read();
        if (read != null && CANNOT_READ.contains(error.code())) {
            Node other = servers.otherReader(read, sent.node());
            if (other != null) {
                return send(sent.call(), other, sent.original().again(), sent.original(), read);
            }
        }
        Request again = servers.isSpread() ? redirected(sent, error) : null;
        return again == null
                ? null
                : send(sent.call(), servers.redirected(error, sent.node()), again, sent.original(), read);
    }

    /** What to send after a redirection; null where there is none, or no time. */
    private static @Nullable Request redirected(Sent sent, ErrorReply error) {
        return switch (error.code()) {
            case "MOVED" -> sent.original().again();
            case "ASK" -> sent.original().againAsking();
            case "TRYAGAIN" -> {
                LockSupport.parkNanos(TRY_AGAIN_NANOS);
                yield sent.call().leftNanos() > 0 ? sent.original().again() : null;
            }
            default -> null;
        };
    }

    private @Nullable Object await(Sent sent) {
        Request request = sent.request();
        if (!request.await(sent.call().deadlineNanos())) {
            boolean unsent = request.withdraw();
            if (request.isAnswered()) {
                return request.reply(); // it came just now
            }
            if (Thread.currentThread().isInterrupted()) {
                throw Failures.interrupted(sent.call(), !unsent);
            }
            sent.wire().suspect(sent.call().startNanos(), options.timeout().toNanos());
            throw Failures.late(sent.call(), !unsent);
        }
        return request.isAnswered() ? request.reply() : LOST;
    }

    /** Connects; throws if the cache can't work, unless it may wait for a server to come. */
    void open(boolean startDegraded) {
        Call call = Call.start(Operation.OPEN, null, endpoint, options.connectTimeout());
        ConnectFailure why;
        try {
            why = servers.open();
        } catch (InterruptedException e) {
            throw Failures.openingInterrupted(call, e);
        }
        if (why != null && !(startDegraded && why.kind() == ConnectFailure.Kind.UNREACHABLE)) {
            throw Failures.opening(call, why);
        }
    }
}
