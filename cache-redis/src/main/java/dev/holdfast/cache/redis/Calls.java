package dev.holdfast.cache.redis;

import dev.holdfast.cache.Operation;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sends a call's commands, follows redirections, and waits for the answers; all within the call's one deadline. */
final class Calls {
    private static final int MAX_REDIRECTIONS = 8;
    private static final long TRY_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Servers servers;
    private final RedisOptions options;
    private final String endpoint;

    Calls(Servers servers, RedisOptions options, String endpoint) {
        this.servers = servers;
        this.options = options;
        this.endpoint = endpoint;
    }

    Call start(Operation operation, @Nullable String key) {
        return Call.start(operation, key, endpoint, options.timeout());
    }

    /** A command on its way, and to whom. */
    record Sent(Call call, Node node, Wire wire, Request request, Request original) {}

    /** Asks, and gives the reply as it is; an {@link ErrorReply} of the server's too. */
    @Nullable
    Object ask(Call call, byte[] key, Request request) {
        return answer(send(call, servers.of(key), request, request));
    }

    /** Sends without waiting. */
    Sent send(Call call, byte[] key, Request request) {
        return send(call, servers.of(key), request, request);
    }

    Sent send(Call call, Node node, Request request) {
        return send(call, node, request, request);
    }

    private Sent send(Call call, Node node, Request request, Request original) {
        if (Thread.currentThread().isInterrupted()) {
            throw Failures.interrupted(call, false);
        }
        Wire wire = node.wire();
        if (wire == null) {
            wire = firstWire(call, node);
        }
        if (!wire.submit(request)) {
            throw Failures.tooMany(call, options.maxPending());
        }
        return new Sent(call, node, wire, request, original);
    }

    /** A node just heard of is worth waiting for; one that was lost, or could not be reached, is not. */
    private Wire firstWire(Call call, Node node) {
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
            Request again = servers.isSpread() && hops < MAX_REDIRECTIONS ? next(sent, error) : null;
            if (again == null) {
                return error;
            }
            Node node = servers.redirected(error, sent.node());
            sent = send(sent.call(), node, again, sent.original());
        }
    }

    /** What to send after a redirection; null where there is none, or no time. */
    private static @Nullable Request next(Sent sent, ErrorReply error) {
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
        if (!request.isAnswered()) {
            throw Failures.lost(sent.call(), !request.isWithdrawnOrUnsent());
        }
        return request.reply();
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
