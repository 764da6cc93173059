package dev.holdfast.cache.memcached;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One call of a user, from its start to its deadline; it may take several requests. */
final class Call {
    private final Operation operation;
    private final @Nullable String key;
    private final long startNanos;
    private final long deadlineNanos;

    Call(Operation operation, @Nullable String key, long timeoutNanos) {
        this(operation, key, System.nanoTime(), timeoutNanos);
    }

    private Call(Operation operation, @Nullable String key, long startNanos, long timeoutNanos) {
        this.operation = operation;
        this.key = key;
        this.startNanos = startNanos;
        this.deadlineNanos = startNanos + timeoutNanos;
    }

    /** The part of this bulk call that is about one key; with the same deadline. */
    Call forKey(String one) {
        return new Call(operation, one, startNanos, timeoutNanos());
    }

    long timeoutNanos() {
        return deadlineNanos - startNanos;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    boolean isLate() {
        return System.nanoTime() - deadlineNanos >= 0;
    }

    /** Sends a request to a server and waits for its answer. */
    <T extends @Nullable Object> T ask(Server server, Request<T> request) {
        checkNotInterrupted(server);
        server.send(request);
        return await(server, request);
    }

    /** Sends a request on that connection, whatever has become of it. */
    <T extends @Nullable Object> T ask(Server server, Connection connection, Request<T> request) {
        checkNotInterrupted(server);
        connection.send(request);
        return await(server, request);
    }

    /** Throws where the calling thread is interrupted: nothing is sent then. */
    void checkNotInterrupted(Server server) {
        if (Thread.currentThread().isInterrupted()) {
            throw CacheInterruptedException.restoringTheFlag(failed(server), Outcome.NOT_APPLIED, null);
        }
    }

    /** Waits for the answer of a request that was sent. */
    <T extends @Nullable Object> T await(Server server, Request<T> request) {
        if (request.await(deadlineNanos)) {
            Failure failure = request.failure();
            if (failure == null) {
                return request.answer();
            }
            throw failed(server, failure, request.wasSent());
        }
        if (Thread.interrupted()) {
            Outcome outcome = giveUp(server, request);
            throw CacheInterruptedException.restoringTheFlag(failed(server), outcome, null);
        }
        throw late(server, request);
    }

    /** Gives up a request that has no answer in time. */
    CacheTimeoutException late(Server server, Request<?> request) {
        Outcome outcome = giveUp(server, request);
        return request.wasSent()
                ? new CacheTimeoutException(failed(server), outcome, "no answer in time", null)
                : tooLate(server);
    }

    private Outcome giveUp(Server server, Request<?> request) {
        boolean unsent = request.giveUp();
        server.noteAbandoned();
        return unsent || operation.isRead() ? Outcome.NOT_APPLIED : Outcome.UNKNOWN;
    }

    /** For what was never sent, because the time was over before. */
    CacheTimeoutException tooLate(Server server) {
        return new CacheTimeoutException(
                failed(server), Outcome.NOT_APPLIED, "the connection took no more requests in time", null);
    }

    CacheException failed(Server server, Failure failure, boolean wasSent) {
        server.noteFailure(failure);
        return Errors.of(failed(server), failure, wasSent && !operation.isRead());
    }

    /** What failed, for an exception. */
    FailedCall failed(Server server) {
        return failed(server.endpoint());
    }

    FailedCall failed(String endpoint) {
        return new FailedCall(operation, key, endpoint, Duration.ofNanos(System.nanoTime() - startNanos));
    }
}
