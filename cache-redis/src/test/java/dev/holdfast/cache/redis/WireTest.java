package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One connection without a server: what becomes of requests in one turn of the event loop, step by step. */
class WireTest {
    private static final int MEMORY = 4_096;
    private static final int MAX_PENDING = 10;

    private final Wire wire = new Wire(MAX_PENDING, EnumSet.allOf(Merging.class), () -> {});
    private final EmbeddedChannel channel = new EmbeddedChannel(wire);

    /** Memory that is soon at its end. */
    private static final class Scarce extends AbstractByteBufAllocator {
        private final List<ByteBuf> given = new ArrayList<>();

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            ByteBuf buffer = Unpooled.buffer(initialCapacity, MEMORY);
            given.add(buffer);
            return buffer;
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return newHeapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    private static Request set(String key, byte[] value) {
        return Request.command(Form.OK, Frame.of(Frame.ascii("SET"), Frame.ascii(key), value));
    }

    private static Request count(String key) {
        return Script.COUNT.byDigest(Frame.ascii(key), Frame.ascii("1"));
    }

    private void send(Request... requests) {
        for (Request request : requests) {
            assertThat(wire.submit(request)).isTrue();
        }
        channel.runPendingTasks();
    }

    private void answer(String replies) {
        channel.writeInbound(Unpooled.copiedBuffer(replies, US_ASCII));
    }

    private String written() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            text.append(bytes.toString(US_ASCII));
            bytes.release();
        }
        return text.toString();
    }

    private static boolean isLost(Request request) {
        return request.await(System.nanoTime()) && !request.isAnswered();
    }

    @Test
    void send_thatRunsOutOfMemory_endsTheConnection_soThatNobodyGetsAnothersAnswer() {
        Scarce memory = new Scarce();
        channel.config().setAllocator(memory);
        Request copied = set("a", new byte[1]);
        Request counted = count("n");
        Request tooLarge = set("b", new byte[2 * MEMORY]);
        Request later = set("c", new byte[1]);

        send(copied, counted, tooLarge);
        assertThatThrownBy(channel::checkException).isInstanceOf(IndexOutOfBoundsException.class);
        wire.submit(later);
        channel.runPendingTasks();
        if (channel.isActive()) {
            answer("+OK\r\n");
        }

        assertThat(written()).isEmpty();
        assertThat(List.of(copied, counted, tooLarge, later)).allMatch(WireTest::isLost);
        assertThat(memory.given).allMatch(buffer -> buffer.refCnt() == 0);
    }

    @Test
    void sendingSingly_thatRunsOutOfMemory_endsTheConnection() {
        byte[] longKey = new byte[MEMORY / 3];
        Request[] gets = {Request.get(longKey), Request.get(longKey), Request.get(longKey)};
        send(gets);
        Scarce memory = new Scarce();
        channel.config().setAllocator(memory);

        answer("-NOPERM no MGET for you\r\n");
        channel.runPendingTasks();

        assertThat(channel.isActive()).isFalse();
        assertThat(gets).allMatch(WireTest::isLost);
        assertThat(memory.given).allMatch(buffer -> buffer.refCnt() == 0);
    }

    /** TLS takes its time to say goodbye, and hands on record by record. */
    @Test
    void reply_ofAnotherForm_isTheLastThatIsRead() {
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void close(ChannelHandlerContext ctx, ChannelPromise promise) {}
        });
        Request first = set("a", new byte[1]);
        Request second = set("b", new byte[1]);
        send(first, second);

        answer(":5\r\n");
        answer("+OK\r\n");

        assertThat(first.isAnswered()).isFalse();
        assertThat(second.isAnswered()).isFalse();
    }

    @Test
    void merged_refusedAfterOneOfItsCallersHasGone_isSentAnewForTheOthersAlone() {
        Request gone = count("left");
        Request waiting = count("n");
        send(gone, waiting);
        assertThat(gone.withdraw()).isFalse();
        Request later = set("left", new byte[1]);
        send(later);
        written();

        answer("-NOSCRIPT run it by its text\r\n+OK\r\n");

        assertThat(later.isAnswered()).isTrue();
        assertThat(written()).contains("$1\r\nn\r\n").doesNotContain("left");
        answer(":7\r\n");
        assertThat(waiting.reply()).isEqualTo(7L);
        assertThat(gone.isAnswered()).isFalse();
    }

    @Test
    void merged_isNotWrittenForACallerThatHasGoneInTheSameTurn() {
        Request gone = count("left");
        Request waiting = count("n");
        Request later = set("left", new byte[1]);
        Request between = whenTaken(() -> {
            gone.withdraw(); // taken before, and now its time is over
            wire.submit(later);
        });

        send(gone, waiting, between);

        assertThat(written()).containsOnlyOnce("left").contains("$1\r\nn\r\n");
        answer("+PONG\r\n+OK\r\n:7\r\n");
        assertThat(later.isAnswered()).isTrue();
        assertThat(waiting.reply()).isEqualTo(7L);
    }

    @Test
    void callersThatHaveGone_areNotCountedForEver() {
        for (int round = 0; round < 2 * MAX_PENDING; round++) {
            Request early = count("early");
            Request late = count("late");
            Request waiting = count("n");
            send(early, late, waiting, whenTaken(early::withdraw));
            late.withdraw();
            answer("+PONG\r\n-NOSCRIPT run it by its text\r\n");
            answer(":7\r\n");
            assertThat(waiting.reply()).isEqualTo(7L);
        }
    }

    @Test
    void held_sendsWhatCameInItsOrderWhenItIsReleased() {
        wire.hold();
        Request first = set("a", new byte[1]);
        Request second = set("b", new byte[1]);
        send(first, second);
        assertThat(written()).isEmpty();

        wire.release();
        channel.runPendingTasks();

        assertThat(written()).containsSubsequence("$1\r\na", "$1\r\nb");
        answer("+OK\r\n+OK\r\n");
        assertThat(List.of(first, second)).allMatch(Request::isAnswered);
    }

    @Test
    void finished_answersAllItTook_andEnds() {
        Request first = set("a", new byte[1]);
        send(first);
        wire.finish();
        Request second = set("b", new byte[1]);
        send(second);
        answer("+OK\r\n");
        assertThat(channel.isActive()).isTrue();

        answer("+OK\r\n");

        assertThat(List.of(first, second)).allMatch(Request::isAnswered);
        assertThat(wire.submit(set("c", new byte[1]))).isFalse();
        channel.runPendingTasks();
        assertThat(channel.isActive()).isFalse();
        assertThat(wire.leftUnanswered()).isFalse();
    }

    @Test
    void finished_withNothingUnderWay_endsAtOnce() {
        Request gone = set("a", new byte[1]);
        wire.submit(gone);
        gone.withdraw();
        wire.finish();
        channel.runPendingTasks();

        assertThat(channel.isActive()).isFalse();
        assertThat(written()).isEmpty();
    }

    private static Request whenTaken(Runnable action) {
        return new Request(Form.PONG, Frame.of(Frame.ascii("PING"))) {
            @Override
            boolean send(long nowNanos) {
                action.run();
                return super.send(nowNanos);
            }
        };
    }

    @Test
    void gets_ofWhichOneIsOfAForbiddenKey_areMergedAgain() {
        Request mine = Request.get(Frame.ascii("mine"));
        Request theirs = Request.get(Frame.ascii("theirs"));
        send(mine, theirs);
        answer("-NOPERM No permissions to access a key\r\n$1\r\nv\r\n-NOPERM No permissions to access a key\r\n");
        assertThat(mine.isAnswered() && theirs.isAnswered()).isTrue();
        written();

        send(Request.get(Frame.ascii("a")), Request.get(Frame.ascii("b")));

        assertThat(written()).contains("MGET");
    }
}
