package dev.holdfast.cache.redis;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One command on its way: written by the event loop, waited for by one thread. Sent at most once; whoever needs it
 * sent again makes another.
 */
class Request {
    /** Where a request is. The order matters: from {@link #ANSWERED} on nothing changes. */
    private static final int WAITING = 0;

    private static final int SENT = 1;
    private static final int ANSWERED = 2;
    /** The connection was lost before it was sent. */
    private static final int UNSENT = 3;
    /** The connection was lost after it was sent: nobody knows whether it was carried out. */
    private static final int LOST = 4;
    /** Its caller went away before it was sent; it never will be. */
    private static final int WITHDRAWN = 5;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Request.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final byte[] frame;
    /** The frame is a key alone, to be read by GET or, together with others, by MGET. */
    final boolean isGet;
    /** Replies that come before its own: one where the frame starts with ASKING. Touched by the event loop alone. */
    int repliesToSkip;
    /** When it was sent. Written before {@link #SENT}'s end is seen. */
    long sentNanos;

    private volatile int state = WAITING;
    private volatile @Nullable Thread waiter;
    private @Nullable Object reply;

    private Request(byte[] frame, boolean isGet, int repliesToSkip) {
        this.frame = frame;
        this.isGet = isGet;
        this.repliesToSkip = repliesToSkip;
    }

    Request(byte[] frame) {
        this(frame, false, 0);
    }

    static Request command(byte[] frame) {
        return new Request(frame);
    }

    static Request get(byte[] key) {
        return new Request(Frame.bulk(key), true, 0);
    }

    /** The same once more, for another connection. */
    Request again() {
        return new Request(frame, isGet, 0);
    }

    /** The same once more, for a node that is about to take over the key's slot. */
    Request againAsking() {
        byte[] asking = Frame.of(Frame.ascii("ASKING"));
        byte[] head = isGet ? Frame.getHead() : Frame.NOTHING;
        byte[] both = new byte[asking.length + head.length + frame.length];
        System.arraycopy(asking, 0, both, 0, asking.length);
        System.arraycopy(head, 0, both, asking.length, head.length);
        System.arraycopy(frame, 0, both, asking.length + head.length, frame.length);
        return new Request(both, false, 1);
    }

    /** The event loop takes it; false if its caller went away. */
    boolean send(long nowNanos) {
        sentNanos = nowNanos;
        return STATE.compareAndSet(this, WAITING, SENT);
    }

    void answer(@Nullable Object answer) {
        reply = answer;
        if (STATE.compareAndSet(this, SENT, ANSWERED)) {
            done();
        }
    }

    /** The connection is gone. The event loop and the sender may both find out. */
    void lose() {
        if (STATE.compareAndSet(this, WAITING, UNSENT) || STATE.compareAndSet(this, SENT, LOST)) {
            done();
        }
    }

    /** Wakes who waits. */
    void done() {
        Thread thread = waiter;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Waits for the answer.
     *
     * @return whether it is there, or the connection is gone; false at the deadline, or if interrupted
     */
    boolean await(long deadlineNanos) {
        if (state >= ANSWERED) {
            return true;
        }
        Thread self = Thread.currentThread();
        waiter = self;
        while (state < ANSWERED) {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0 || self.isInterrupted()) {
                break;
            }
            LockSupport.parkNanos(this, left);
        }
        waiter = null;
        return state >= ANSWERED;
    }

    /** Its caller goes away; true if it was not sent and never will be. */
    boolean withdraw() {
        return STATE.compareAndSet(this, WAITING, WITHDRAWN) || state == UNSENT;
    }

    boolean isAnswered() {
        return state == ANSWERED;
    }

    boolean isWithdrawnOrUnsent() {
        return state == UNSENT || state == WITHDRAWN;
    }

    @Nullable
    Object reply() {
        return reply;
    }
}
