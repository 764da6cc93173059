package dev.holdfast.cache.redis;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from its handshake to its end: never opened again, so nothing can be sent twice.
 *
 * <p>Callers put their requests into a queue, and the first of them wakes the event loop, which takes all that are
 * there by then: one write for all, and gets that wait together become one MGET, as counts become one call of their
 * script. So a lone caller waits for nobody, and the more callers there are the fewer system calls and commands each
 * of them costs.
 *
 * <p>All but the queue, its count and what is volatile belongs to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // how writes and closes end is seen by channelInactive
final class Wire extends ByteToMessageDecoder {
    /** Keys a merged command has at most, so that other clients of the server do not wait for ours. */
    private static final int MAX_MERGED = 128;

    /** Of {@link #pending}, in place of none at all: what nobody can add to. */
    private static final int SEALED = 1 << 30;

    private final int maxPending;
    private final Runnable onClose;
    private final Queue<Request> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicBoolean sendPlanned = new AtomicBoolean();
    private volatile boolean closed;
    /** Asked to close, perhaps before there was anything to be closed. */
    private volatile boolean unwanted;
    /** What comes waits for a word. */
    private volatile boolean held;
    /** The end comes as soon as nothing is under way. */
    private volatile boolean finishing;

    private final Deque<Request> sent = new ArrayDeque<>();
    /** What is merged, and within one turn of sending what of it is there. */
    private final Map<Merging, List<Request>> together = new EnumMap<>(Merging.class);

    private final ReplyDecoder decoder = new ReplyDecoder();
    private long lastReadNanos;
    /** How long the last answer was waited for; none if no other is awaited since. */
    private long lastWaitNanos;

    private long waitNanosBefore;
    private int answered;
    private boolean leftUnanswered;
    /** Nobody can tell any more whose an answer is; the end is near, and behind TLS not there yet. */
    private boolean astray;

    private volatile @Nullable ChannelHandlerContext context;

    Wire(int maxPending, Set<Merging> merged, Runnable onClose) {
        this.maxPending = maxPending;
        merged.forEach(merging -> together.put(merging, new ArrayList<>()));
        this.onClose = onClose;
    }

    /** Several requests as one command, which answers each in its place. */
    private final class Merged extends Request {
        private final Merging kind;
        private final Request[] requests;

        private Merged(Merging kind, Request[] requests) {
            super(Form.ANY, Frame.NOTHING);
            this.kind = kind;
            this.requests = requests;
        }

        @Override
        boolean fits(@Nullable Object answer) {
            return answer instanceof ErrorReply
                    || (answer instanceof Object[] values
                            && values.length == requests.length
                            && Form.allFit(values, kind.form));
        }

        @Override
        int callers() {
            return requests.length;
        }

        @Override
        void answer(@Nullable Object answer) {
            if (answer instanceof ErrorReply error && error.isOfEveryKey()) {
                together.remove(kind);
            }
            if (answer instanceof Object[] values && values.length == requests.length) {
                for (int i = 0; i < requests.length; i++) {
                    requests[i].answer(values[i]);
                }
            } else if (kind.isWorthSingly(answer)) {
                sendSingly(Stream.of(requests).filter(Request::isAwaited).toList());
            } else {
                for (Request request : requests) {
                    request.answer(answer);
                }
            }
        }

        @Override
        void lose() {
            for (Request request : requests) {
                request.lose();
            }
        }
    }

    /**
     * Takes a request; false if too many are under way, or it has {@linkplain #finish finished}. A request on a closed
     * wire is at once lost, unsent.
     */
    boolean submit(Request request) {
        if (pending.incrementAndGet() > maxPending) {
            if (pending.decrementAndGet() == 0) {
                later(this::endIfFinished); // which has met this one
            }
            return false;
        }
        add(request);
        return true;
    }

    /** Takes a request of the driver's own, of which there are few, however many are under way. */
    void submitOwn(Request request) {
        pending.incrementAndGet();
        add(request);
    }

    private void add(Request request) {
        waiting.add(request);
        if (!sendPlanned.get() && sendPlanned.compareAndSet(false, true) && !later(this::send)) {
            request.lose();
        }
        if (closed) {
            request.lose(); // too late for the event loop to see it
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether anything was sent whose answer never came; known once closed. */
    boolean leftUnanswered() {
        return leftUnanswered;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        lastReadNanos = System.nanoTime();
        if (unwanted) {
            ctx.channel().close();
        }
    }

    private void send() {
        sendPlanned.set(false);
        ChannelHandlerContext ctx = context;
        if (closed || ctx == null) {
            loseAll();
            return;
        }
        if (held) {
            return;
        }
        letOthersAsk(!sent.isEmpty());
        ByteBuf out = ctx.alloc().ioBuffer(1024);
        try {
            writeWaiting(out);
        } catch (Throwable t) {
            giveUp(ctx, out);
            throw t;
        }
        if (out.isReadable()) {
            ctx.writeAndFlush(out, ctx.voidPromise());
        } else {
            out.release();
        }
        endIfFinished();
    }

    /** Sends nothing more until {@link #release()}; what is submitted waits. */
    void hold() {
        held = true;
    }

    void release() {
        held = false;
        later(this::send);
    }

    /** Answers all that was submitted, takes nothing from then on, and ends. */
    void finish() {
        finishing = true;
        later(this::endIfFinished);
    }

    /** On the event loop; false if that has ended, and the connection with it. */
    private boolean later(Runnable step) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not installed yet");
        }
        try {
            ctx.channel().eventLoop().execute(step);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void endIfFinished() {
        if (finishing && pending.compareAndSet(0, SEALED)) {
            close();
        }
    }

    private void writeWaiting(ByteBuf out) {
        long now = System.nanoTime();
        int withdrawn = 0;
        for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
            if (request.send(now)) {
                writeOrKeep(request, out);
            } else {
                withdrawn++;
            }
        }
        together.forEach((merging, company) -> write(merging, company, out));
        if (withdrawn > 0) {
            pending.addAndGet(-withdrawn);
        }
    }

    /** As when there is no memory: some of what counts as sent never was, and every later answer would be another's. */
    private void giveUp(ChannelHandlerContext ctx, ByteBuf unwritten) {
        unwritten.release();
        astray = true;
        ctx.close();
    }

    /**
     * Where several callers are at work, those that wait for a processor go first: what they ask then shares this
     * write, and needs no wake-up of its own. Where a processor is free nobody waits, and nor does a lone caller.
     */
    @SuppressWarnings("ThreadPriorityCheck") // what is asked of the scheduler is speed, not order
    private static void letOthersAsk(boolean severalAreAtWork) {
        if (severalAreAtWork) {
            Thread.yield();
        }
    }

    private void writeOrKeep(Request request, ByteBuf out) {
        Merging merging = request.merging;
        List<Request> company = merging == null ? null : together.get(merging);
        if (merging == null || company == null) {
            write(request, out);
            return;
        }
        company.add(request);
        if (company.size() == MAX_MERGED) {
            write(merging, company, out);
        }
    }

    private void write(Request request, ByteBuf out) {
        sent.add(request); // first: whatever happens, it is lost with the connection
        copy(request, out);
    }

    private static void copy(Request request, ByteBuf out) {
        out.writeBytes(request.head());
        out.writeBytes(request.frame);
        out.writeBytes(request.arguments);
    }

    /** All but those whose callers have gone meanwhile, and may have written anew. */
    private void write(Merging merging, List<Request> company, ByteBuf out) {
        int taken = company.size();
        company.removeIf(request -> !request.isAwaited());
        if (company.size() < taken) {
            pending.addAndGet(company.size() - taken);
        }
        if (company.size() == 1) {
            write(company.get(0), out);
        } else if (!company.isEmpty()) {
            Merged merged = new Merged(merging, company.toArray(new Request[0]));
            merged.sentNanos = company.get(0).sentNanos;
            sent.add(merged);
            out.writeBytes(merging.head(company.size()));
            company.forEach(request -> out.writeBytes(request.frame));
            company.forEach(request -> out.writeBytes(request.arguments));
        }
        company.clear();
    }

    private void sendSingly(List<Request> requests) {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        pending.addAndGet(requests.size()); // the answer to all has counted them off
        sent.addAll(requests);
        ByteBuf out = ctx.alloc().ioBuffer(1024);
        try {
            for (Request request : requests) {
                copy(request, out);
            }
        } catch (Throwable t) {
            giveUp(ctx, out);
            throw t;
        }
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws ProtocolException {
        if (closed || astray) {
            in.skipBytes(in.readableBytes());
            return;
        }
        for (Object reply = decoder.next(in); reply != ReplyDecoder.INCOMPLETE; reply = decoder.next(in)) {
            Request request = sent.peek();
            if (request == null) {
                throw new ProtocolException("a reply that nobody asked for");
            }
            if (request.repliesToSkip > 0) {
                request.repliesToSkip--;
                continue;
            }
            if (!request.fits(reply)) {
                throw new ProtocolException("a reply that its command never gives");
            }
            sent.remove();
            waitNanosBefore = lastWaitNanos;
            lastWaitNanos = sent.isEmpty() ? 0 : lastReadNanos - request.sentNanos;
            answered += request.callers();
            if (pending.get() >= maxPending) {
                countOffAnswered(); // first: who is answered may ask again at once
            }
            request.answer(reply);
        }
        if (sent.isEmpty() && in.isReadable()) {
            throw new ProtocolException("the beginning of a reply that nobody asked for");
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        lastReadNanos = System.nanoTime();
        super.channelRead(ctx, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (answered > 0) {
            boolean several = answered > 1;
            countOffAnswered();
            letOthersAsk(several);
        }
        endIfFinished();
        super.channelReadComplete(ctx);
    }

    private void countOffAnswered() {
        pending.addAndGet(-answered);
        answered = 0;
    }

    /**
     * A caller has waited its whole timeout. The server may be dead without having said so, or hang: if nothing at all
     * comes for half as long again, or if what was sent first is that late, this connection is given up. The half is
     * for pauses that end by themselves, which should not cost every client its connection. Given up too where the last
     * two answers were too late and another is awaited still: where a request was lost each is answered when the next is
     * sent.
     */
    void suspect(long sinceNanos, long timeoutNanos) {
        ChannelHandlerContext ctx = context;
        if (ctx != null && !closed) {
            try {
                ctx.channel()
                        .eventLoop()
                        .schedule(() -> closeIfHung(sinceNanos, timeoutNanos), timeoutNanos / 2, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                // the event loop has ended, and the connection with it
            }
        }
    }

    private void closeIfHung(long sinceNanos, long timeoutNanos) {
        Request first = sent.peek();
        boolean silent = lastReadNanos - sinceNanos < 0;
        boolean late = Math.min(lastWaitNanos, waitNanosBefore) >= timeoutNanos;
        if (held || (first != null && (silent || late || System.nanoTime() - first.sentNanos > 2 * timeoutNanos))) {
            close();
        }
    }

    /** Gives the connection up: what is under way is lost. */
    void close() {
        unwanted = true;
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.channel().close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        astray = true; // a broken connection, or answers that can't be trusted to be whose they seem
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        leftUnanswered = !sent.isEmpty();
        closed = true;
        loseAll();
        onClose.run();
        super.channelInactive(ctx);
    }

    private void loseAll() {
        for (Request request = sent.poll(); request != null; request = sent.poll()) {
            request.lose();
        }
        for (Request request = waiting.poll(); request != null; request = waiting.poll()) {
            request.lose();
        }
        together.values().forEach(company -> company.forEach(Request::lose)); // where a turn of sending failed
    }
}
