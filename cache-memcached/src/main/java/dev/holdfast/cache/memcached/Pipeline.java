package dev.holdfast.cache.memcached;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The order of one connection: what waits to be written, and what was written and waits for its answer.
 *
 * <p>A lone caller writes by itself and pays no hand-over. Where several are at it the selector's thread writes, and
 * takes along what has come until it gets to it: in one write, and with the gets among it in one command. Nobody is
 * ever held back for the sake of company. Answers are read by the selector's thread alone.
 *
 * <p>Every request that enters leaves it answered or failed: {@link #close} and {@link #send} settle between them, by
 * who sees the other first, what came while the connection was closing.
 */
final class Pipeline implements Connection {
    private static final AtomicLong EPOCHS = new AtomicLong();
    private static final int WRITE_BUFFER_BYTES = 32 << 10;
    private static final int MOST_GETS_AT_ONCE = 64;

    /** After so many writes of a single request the callers count as one again. */
    private static final int ALONE_AFTER = 16;

    private static final byte[] NONE = {};
    private static final Failure OVERLOADED =
            Failure.of(Failure.Kind.OVERLOADED, "too many requests wait on the connection");
    private static final Failure OUT_OF_MEMORY =
            Failure.of(Failure.Kind.LOST, "the connection was given up, because memory ran out");

    /** What carries the bytes. */
    interface Channel {
        /** Writes what fits; never blocks. */
        int write(ByteBuffer bytes) throws IOException;

        /** Calls {@link Pipeline#writable()} as soon as something fits again. */
        void whenWritable();

        /** Calls {@link Pipeline#writeNow()} on the selector's thread, as soon as that comes to it. */
        void callSoon();

        /** Closes, at once, leaving behind what was not written. */
        void disconnect();
    }

    private final Channel channel;
    private final Runnable onLost;
    private final Queue<Request<?>> waiting = new ConcurrentLinkedQueue<>();
    private final Queue<Exchange> unanswered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ReentrantLock writing = new ReentrantLock();
    private final ByteBuffer out = ByteBuffer.allocateDirect(WRITE_BUFFER_BYTES).flip();
    private byte[] command = NONE;
    private int commandAt;
    private @Nullable Request<?> written;
    private int taken;
    private int alone;
    private volatile boolean crowded;
    private volatile boolean full;
    private volatile @Nullable Failure closed;
    private volatile long lastReadNanos = System.nanoTime();

    /** How long the last answer was waited for; none if no other is awaited since. */
    private volatile long lastWaitNanos;

    private volatile long epoch = EPOCHS.incrementAndGet();

    Pipeline(Channel channel, Runnable onLost) {
        this.channel = channel;
        this.onLost = onLost;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public void renewEpoch() {
        epoch = EPOCHS.incrementAndGet();
    }

    @Override
    public boolean isOpen() {
        return closed == null;
    }

    @Override
    public long waitingNanos() {
        Exchange oldest = unanswered.peek();
        if (oldest == null) {
            return 0;
        }
        long nowNanos = System.nanoTime();
        return Math.max(1, lastWaitNanos + Math.min(nowNanos - oldest.sentNanos(), nowNanos - lastReadNanos));
    }

    @Override
    public void send(Request<?> request) {
        Failure reason = closed;
        if (reason != null) {
            request.fail(reason);
            return;
        }
        int bytes = request.commandBytes();
        long ahead = waitingBytes.get();
        if (requests.get() >= Limits.WAITING_REQUESTS || (ahead > 0 && ahead + bytes > Limits.WAITING_BYTES)) {
            request.fail(OVERLOADED);
            return;
        }
        requests.incrementAndGet();
        waitingBytes.addAndGet(bytes);
        waiting.add(request);
        reason = closed;
        if (reason != null) {
            failAll(reason);
        } else if (!crowded && unanswered.isEmpty()) {
            flush();
        } else if (scheduled.compareAndSet(false, true)) {
            channel.callSoon();
        }
    }

    /** Writes what waits, unless the socket is full or another thread writes, which then takes it along. */
    private void flush() {
        while (!full && !waiting.isEmpty() && writing.tryLock()) {
            try {
                write();
            } finally {
                writing.unlock();
            }
        }
    }

    /** Called by the selector's thread, as asked for by {@link Channel#callSoon()}. */
    void writeNow() {
        scheduled.set(false);
        flush();
    }

    /** Called by the selector's thread when the socket takes bytes again. */
    void writable() {
        full = false;
        writing.lock();
        try {
            write();
        } finally {
            writing.unlock();
        }
        flush();
    }

    /** Under the lock. */
    private void write() {
        try {
            while (closed == null && (out.hasRemaining() || fill())) {
                channel.write(out);
                if (out.hasRemaining()) {
                    full = true;
                    channel.whenWritable();
                    return;
                }
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            close(lost("the connection broke", e)); // a command may be half written
        }
    }

    /** Made beforehand for want of memory, which the making of another may want too. */
    static Failure lost(String detail, Throwable e) {
        return e instanceof OutOfMemoryError ? OUT_OF_MEMORY : new Failure(Failure.Kind.LOST, detail, e);
    }

    /** Moves what waits into the buffer; whether there is anything to write then. */
    private boolean fill() {
        out.clear();
        int before = taken;
        while (out.hasRemaining() && (commandAt < command.length || next())) {
            int piece = Math.min(out.remaining(), command.length - commandAt);
            out.put(command, commandAt, piece);
            commandAt += piece;
            if (commandAt == command.length && written != null) {
                written.written();
                written = null;
                command = NONE;
                commandAt = 0;
            }
        }
        out.flip();
        noteCrowd(taken - before);
        return out.hasRemaining();
    }

    private void noteCrowd(int together) {
        if (together > 1) {
            alone = 0;
            crowded = true;
        } else if (together == 1 && crowded && ++alone == ALONE_AFTER) {
            crowded = false;
        }
    }

    /** Takes the next command, or the next gets as one; false if nothing waits. */
    private boolean next() {
        long nowNanos = System.nanoTime();
        Request<?> request = take(nowNanos);
        if (request == null) {
            return false;
        }
        written = request;
        command = request.command();
        commandAt = 0;
        Exchange exchange = request;
        if (isMergeable(request) && isMergeable(waiting.peek())) {
            TextGet.Merged merged = new TextGet.Merged(takeGets((TextGet) request, nowNanos));
            command = merged.command();
            exchange = merged;
        }
        unanswered.add(exchange);
        return true;
    }

    private static boolean isMergeable(@Nullable Request<?> request) {
        return request instanceof TextGet get && get.isMergeable();
    }

    private List<TextGet> takeGets(TextGet first, long nowNanos) {
        List<TextGet> gets = new ArrayList<>();
        gets.add(first);
        while (gets.size() < MOST_GETS_AT_ONCE && isMergeable(waiting.peek())) {
            if (takeOne(nowNanos) instanceof TextGet get) {
                gets.add(get);
            }
        }
        return gets;
    }

    /** The next that is still wanted. */
    private @Nullable Request<?> take(long nowNanos) {
        while (!waiting.isEmpty()) {
            Request<?> request = takeOne(nowNanos);
            if (request != null) {
                return request;
            }
        }
        return null;
    }

    /** The next, or null if its caller has given it up. */
    private @Nullable Request<?> takeOne(long nowNanos) {
        Request<?> request = waiting.remove();
        waitingBytes.addAndGet(-request.commandBytes());
        if (request.takeForSending(nowNanos)) {
            taken++;
            return request;
        }
        requests.decrementAndGet();
        return null;
    }

    /** Takes what there is of the answers; called by the selector's thread. */
    void read(ByteBuffer in) {
        lastReadNanos = System.nanoTime();
        try {
            while (in.hasRemaining() && closed == null) {
                Exchange oldest = unanswered.peek();
                if (oldest == null) {
                    throw new ProtocolViolation("an answer to nothing");
                }
                if (!oldest.read(in)) {
                    break;
                }
                unanswered.remove(oldest);
                requests.addAndGet(-oldest.requests());
                lastWaitNanos = unanswered.isEmpty() ? 0 : lastReadNanos - oldest.sentNanos();
            }
        } catch (ProtocolViolation | RuntimeException | OutOfMemoryError e) {
            close(lost("the server's answer is no memcached protocol", e));
        }
    }

    @Override
    public void close(Failure reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        closed = reason;
        try {
            channel.disconnect();
            failAll(reason);
        } finally {
            onLost.run();
        }
    }

    /** Under the lock, so that no writer adds what nobody would fail: a writer sees first that this is closed. */
    private void failAll(Failure reason) {
        writing.lock();
        try {
            for (Exchange sent = unanswered.poll(); sent != null; sent = unanswered.poll()) {
                sent.fail(reason);
            }
            for (Request<?> unsent = waiting.poll(); unsent != null; unsent = waiting.poll()) {
                unsent.fail(reason);
            }
            written = null;
            command = NONE;
        } finally {
            writing.unlock();
        }
    }
}
