package dev.holdfast.cache.memcached;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One command and its answer: built by a caller, written and read by a connection, awaited by the caller.
 *
 * <p>Exactly one of three things happens to it first: the connection takes it for sending, the caller gives it up, or
 * the connection fails it. So the caller knows for certain whether a request it no longer waits for was ever sent.
 *
 * @param <T> the answer
 */
abstract class Request<T extends @Nullable Object> implements Exchange {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Request.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A request is in one of these states, or {@link Failed}. */
    private enum Step {
        QUEUED,
        SENT,
        GIVEN_UP,
        ANSWERED
    }

    private record Failed(Failure failure, boolean wasSent) {}

    private static final byte[] NONE = {};

    private volatile Object state = Step.QUEUED;
    private final int commandBytes;
    private byte[] command;
    private volatile long sentNanos;
    private volatile @Nullable Thread waiter;
    private @Nullable T answer;

    Request(byte[] command) {
        this.command = command;
        this.commandBytes = command.length;
    }

    /** How long the command is, or was. */
    final int commandBytes() {
        return commandBytes;
    }

    /** The bytes to send; empty once given up. */
    final byte[] command() {
        return command;
    }

    /** Called by the connection before the first byte is written; false if the caller has given up. */
    final boolean takeForSending(long nowNanos) {
        sentNanos = nowNanos;
        return STATE.compareAndSet(this, Step.QUEUED, Step.SENT);
    }

    @Override
    public final long sentNanos() {
        return sentNanos;
    }

    /** Called by the connection when the last byte is written. */
    final void written() {
        command = NONE;
    }

    /** Called by the caller, who waits no longer: whether it is certain that nothing was and will be sent. */
    final boolean giveUp() {
        if (STATE.compareAndSet(this, Step.QUEUED, Step.GIVEN_UP)) {
            command = NONE;
            return true;
        }
        return !wasSent();
    }

    final void answer(@Nullable T value) {
        answer = value; // before the state says so; never read if it came too late
        if (STATE.compareAndSet(this, Step.SENT, Step.ANSWERED)) {
            wake();
        }
    }

    @Override
    public final void fail(Failure reason) {
        if (STATE.compareAndSet(this, Step.QUEUED, new Failed(reason, false))
                || STATE.compareAndSet(this, Step.SENT, new Failed(reason, true))) {
            wake();
        }
    }

    private void wake() {
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    final boolean isDone() {
        Object now = state;
        return now == Step.ANSWERED || now instanceof Failed;
    }

    /**
     * Waits for the answer.
     *
     * @return whether it is there; else the deadline passed, or the thread was interrupted
     */
    final boolean await(long deadlineNanos) {
        if (isDone()) {
            return true;
        }
        waiter = Thread.currentThread();
        while (!isDone()) {
            long remainingNanos = deadlineNanos - System.nanoTime();
            if (remainingNanos <= 0 || Thread.currentThread().isInterrupted()) {
                return isDone();
            }
            LockSupport.parkNanos(this, remainingNanos);
        }
        return true;
    }

    /** Waits until one of these is done, the deadline passed, or the thread was interrupted. */
    static void awaitAny(Collection<? extends Request<?>> some, long deadlineNanos) {
        for (Request<?> one : some) {
            one.waiter = Thread.currentThread();
        }
        while (some.stream().noneMatch(Request::isDone)) {
            long remainingNanos = deadlineNanos - System.nanoTime();
            if (remainingNanos <= 0 || Thread.currentThread().isInterrupted()) {
                return;
            }
            LockSupport.parkNanos(some, remainingNanos);
        }
    }

    /** Why it failed, once done; null if it was answered. */
    final @Nullable Failure failure() {
        return state instanceof Failed failed ? failed.failure : null;
    }

    /** Whether any of it may have reached the server. */
    final boolean wasSent() {
        Object now = state;
        return now instanceof Failed failed ? failed.wasSent : now == Step.SENT || now == Step.ANSWERED;
    }

    /** The answer, once done and not failed. */
    @SuppressWarnings("NullAway") // null where, and only where, T may be null: an answered request has its answer
    final T answer() {
        return answer;
    }
}
