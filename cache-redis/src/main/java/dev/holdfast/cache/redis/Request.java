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
    /** Its caller went away after it was taken: what of it is not written yet never will be. */
    private static final int ABANDONED = 6;

    private static final byte[] GET = Frame.ascii("GET");

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Request.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How it can be sent together with others; null if alone. */
    final @Nullable Merging merging;
    /** All of the command; of one that can be merged, its key alone, */
    final byte[] frame;
    /** and here what follows all keys. */
    final byte[] arguments;
    /** What it may answer. */
    final Form form;
    /** Replies that come before its own: one where the frame starts with ASKING. Touched by the event loop alone. */
    int repliesToSkip;
    /** When it was sent. Written before {@link #SENT}'s end is seen. */
    long sentNanos;

    private volatile int state = WAITING;
    private volatile @Nullable Thread waiter;
    private @Nullable Object reply;

    private Request(@Nullable Merging merging, Form form, byte[] frame, byte[] arguments, int repliesToSkip) {
        this.merging = merging;
        this.form = form;
        this.frame = frame;
        this.arguments = arguments;
        this.repliesToSkip = repliesToSkip;
    }

    Request(Form form, byte[] frame) {
        this(null, form, frame, Frame.NOTHING, 0);
    }

    /** A command of which nobody knows beforehand what it answers. */
    static Request command(byte[] frame) {
        return command(Form.ANY, frame);
    }

    static Request command(Form form, byte[] frame) {
        return new Request(form, frame);
    }

    static Request get(byte[] key) {
        return mergeable(Merging.GETS, key);
    }

    /** For whom the place among other commands matters, or the answer to others. */
    static Request getAlone(byte[] key) {
        return command(Form.VALUE, Frame.of(GET, key));
    }

    static Request mergeable(Merging merging, byte[] key, byte[]... arguments) {
        return new Request(merging, merging.form, Frame.bulks(key), Frame.bulks(arguments), 0);
    }

    /** What stands before the frame when it is sent alone. */
    byte[] head() {
        return merging == null ? Frame.NOTHING : merging.head(1);
    }

    /** Whether that can be its answer. */
    boolean fits(@Nullable Object answer) {
        return answer instanceof ErrorReply || form.fits(answer);
    }

    /** How many callers wait for it. */
    int callers() {
        return 1;
    }

    /** The same once more, for another connection. */
    Request again() {
        return new Request(merging, form, frame, arguments, 0);
    }

    /** The same once more, for a node that is about to take over the key's slot. */
    Request againAsking() {
        byte[] both = Frame.join(Frame.of(Frame.ascii("ASKING")), head(), frame, arguments);
        return new Request(null, form, both, Frame.NOTHING, 1);
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
        return STATE.compareAndSet(this, WAITING, WITHDRAWN)
                || (!STATE.compareAndSet(this, SENT, ABANDONED) && state == UNSENT);
    }

    /** Whether the event loop has taken it, and its caller waits for what becomes of it. */
    boolean isAwaited() {
        return state == SENT;
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
