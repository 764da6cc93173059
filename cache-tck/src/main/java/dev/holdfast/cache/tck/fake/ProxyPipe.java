package dev.holdfast.cache.tck.fake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One direction of a connection: reads a chunk, holds it as long as the mode says, writes it, reads the next. */
final class ProxyPipe {
    private static final int DRAIN_CHUNKS = 4096;

    private final Direction direction;
    private final SocketChannel from;
    private final SocketChannel to;
    private final ProxyTraffic traffic;

    private @Nullable ByteBuffer held;
    private long heldUntilNanos;
    private boolean sourceEnded;
    private boolean endPassedOn;
    private long bytesUntilCut = Long.MAX_VALUE;
    private boolean cutting;

    ProxyPipe(Direction direction, SocketChannel from, SocketChannel to, ProxyTraffic traffic) {
        this.direction = direction;
        this.from = from;
        this.to = to;
        this.traffic = traffic;
    }

    boolean wantsRead() {
        return !sourceEnded && held == null;
    }

    boolean wantsWrite(long now) {
        return held != null && now - heldUntilNanos >= 0;
    }

    /** How long until there is something to write that is not to be written yet. */
    long nanosToWait(long now) {
        return held == null || wantsWrite(now) ? Long.MAX_VALUE : heldUntilNanos - now;
    }

    boolean isOver() {
        return sourceEnded && endPassedOn;
    }

    boolean isCut() {
        return cutting && held == null;
    }

    void read(ProxyMode mode, long now) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(mode.chunkBytes());
        int count = from.read(chunk);
        if (count < 0) {
            sourceEnded = true;
        } else if (count > 0) {
            traffic.received(direction, count);
            take(chunk.flip(), mode, now);
        }
    }

    private void take(ByteBuffer chunk, ProxyMode mode, long now) {
        int count = chunk.remaining();
        if (endPassedOn || mode.swallows(direction)) {
            traffic.droppedBytes.addAndGet(count);
            return;
        }
        ByteBuffer next = direction == Direction.TO_CLIENT ? mode.reply(chunk) : chunk;
        if (next.remaining() >= bytesUntilCut) {
            next.limit(next.position() + (int) bytesUntilCut);
            cutting = true;
        }
        bytesUntilCut -= next.remaining();
        held = next;
        heldUntilNanos = now + mode.holdNanos(count);
    }

    void write() throws IOException {
        ByteBuffer chunk = held;
        if (chunk != null) {
            to.write(chunk);
            traffic.writes.incrementAndGet();
            if (!chunk.hasRemaining()) {
                held = null;
            }
        }
    }

    /** Passes the end of the stream on, once all before it is through. */
    void passEndOn(ProxyMode mode) throws IOException {
        if (sourceEnded && held == null && !mode.swallows(direction)) {
            end();
        }
    }

    /** Ends the stream now; what still comes is dropped. */
    void end() throws IOException {
        if (!endPassedOn) {
            endPassedOn = true;
            drop();
            to.shutdownOutput();
        }
    }

    /** The next replies are passed on up to this many bytes. */
    void cutAfter(long bytes) {
        bytesUntilCut = bytes;
    }

    /** Reads and drops what has come under a mode that swallows it, so that it is not there when the mode ends. */
    void drain(ProxyMode mode, long now) throws IOException {
        long before = -1;
        for (int i = 0; i < DRAIN_CHUNKS && wantsRead() && before != traffic.droppedBytes.get(); i++) {
            before = traffic.droppedBytes.get();
            read(mode, now);
        }
    }

    /** What is held goes on at once under the next mode, or not at all. */
    void enter(ProxyMode mode, long now) {
        bytesUntilCut = Long.MAX_VALUE;
        heldUntilNanos = now;
        if (mode.swallows(direction)) {
            drop();
        }
    }

    private void drop() {
        if (held != null) {
            traffic.droppedBytes.addAndGet(held.remaining());
            held = null;
        }
    }
}
