package dev.holdfast.cache.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which the server speaks unasked, in RESP3 once that was asked for; from its handshake to its end,
 * never opened again. What it says is handed on in the order it comes, answers among it. A {@link Wire} is for what many
 * callers ask, this is for what one listener is told.
 *
 * <p>All but {@link #context} belongs to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // how writes and closes end is seen by channelInactive
final class PushWire extends ByteToMessageDecoder {
    private final Consumer<@Nullable Object[]> pushes;
    private final Runnable onClose;
    private final ReplyDecoder decoder = ReplyDecoder.ofResp3();
    private final Deque<CompletableFuture<Object>> asked = new ArrayDeque<>();
    private boolean closed;
    private volatile @Nullable ChannelHandlerContext context;

    /**
     * A connection yet to be made.
     *
     * @param pushes is given what the server says unasked, its kind first; if it throws, the connection is given up
     * @param onClose runs at the connection's end, after the last push
     */
    PushWire(Consumer<@Nullable Object[]> pushes, Runnable onClose) {
        this.pushes = pushes;
        this.onClose = onClose;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Sends a command; fails with a {@link ConnectFailure} if the server refuses it, or the connection is lost. */
    CompletableFuture<Object> ask(byte[] frame) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not installed yet");
        }
        CompletableFuture<Object> reply = new CompletableFuture<>();
        try {
            ctx.channel().eventLoop().execute(() -> send(ctx, frame, reply));
        } catch (RejectedExecutionException e) {
            reply.completeExceptionally(lost());
        }
        return reply;
    }

    private void send(ChannelHandlerContext ctx, byte[] frame, CompletableFuture<Object> reply) {
        if (closed) {
            reply.completeExceptionally(lost());
            return;
        }
        asked.add(reply);
        ctx.writeAndFlush(Unpooled.wrappedBuffer(frame));
    }

    private static ConnectFailure lost() {
        return new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, "the connection was lost", null);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws ProtocolException {
        if (closed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        for (Object said = decoder.next(in); said != ReplyDecoder.INCOMPLETE; said = decoder.next(in)) {
            if (said instanceof ReplyDecoder.Push push) {
                pushes.accept(push.items());
                continue;
            }
            CompletableFuture<Object> reply = asked.poll();
            if (reply == null || said == null) {
                throw new ProtocolException("a reply that nobody asked for");
            }
            if (said instanceof ErrorReply error) {
                reply.completeExceptionally(ConnectFailures.of(error));
            } else {
                reply.complete(said);
            }
        }
    }

    /** Gives the connection up. */
    void close() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.channel().close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // a broken connection, or one whose listener may have missed something
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        closed = true;
        onClose.run();
        asked.forEach(reply -> reply.completeExceptionally(lost()));
        asked.clear();
        super.channelInactive(ctx);
    }
}
