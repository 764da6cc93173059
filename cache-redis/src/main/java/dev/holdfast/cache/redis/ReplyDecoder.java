package dev.holdfast.cache.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ByteProcessor;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads RESP2 as it arrives: {@code byte[]} for bulk and simple strings, {@link Long}, {@link ErrorReply},
 * {@code Object[]} for arrays, null for nil. Where RESP3 was asked for, maps and sets are arrays too, numbers with a point
 * and truth values are bytes, and what the server says unasked is a {@link Push}. All else is an error, after which the
 * connection can't be trusted any more. For one thread.
 */
final class ReplyDecoder {
    /** More bytes are needed. */
    static final Object INCOMPLETE = new Object();

    private static final int MAX_LINE = 64 << 10;
    private static final int MAX_BULK = 512 << 20;
    private static final int MAX_ITEMS = 1 << 20;
    private static final int MAX_DEPTH = 8;

    /** Arrays that are not full yet, the innermost first. */
    private final Deque<Unfinished> unfinished = new ArrayDeque<>();

    private final boolean resp3;

    /** Of RESP2. */
    ReplyDecoder() {
        this(false);
    }

    private ReplyDecoder(boolean resp3) {
        this.resp3 = resp3;
    }

    /** Of RESP3, and of RESP2 before it is asked for. */
    static ReplyDecoder ofResp3() {
        return new ReplyDecoder(true);
    }

    /** What the server says unasked, its kind first. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Push(@Nullable Object[] items) {}

    private static final class Unfinished {
        private final @Nullable Object[] items;
        private final boolean push;
        private int filled;

        private Unfinished(int size, boolean push) {
            items = new Object[size];
            this.push = push;
        }
    }

    /** The next reply, or {@link #INCOMPLETE}. */
    @Nullable
    Object next(ByteBuf in) throws ProtocolException {
        while (true) {
            Object reply = one(in);
            if (reply == INCOMPLETE) {
                return INCOMPLETE;
            }
            if (reply instanceof Unfinished array) {
                if (unfinished.size() == MAX_DEPTH) {
                    throw new ProtocolException("arrays are nested deeper than " + MAX_DEPTH);
                }
                unfinished.push(array);
                continue;
            }
            Object whole = placed(reply);
            if (whole != INCOMPLETE) {
                return whole;
            }
        }
    }

    /** Puts an item into its array; gives the outermost array once it is full. */
    private @Nullable Object placed(@Nullable Object reply) {
        Object item = reply;
        while (!unfinished.isEmpty()) {
            Unfinished array = unfinished.element();
            array.items[array.filled++] = item;
            if (array.filled < array.items.length) {
                return INCOMPLETE;
            }
            unfinished.pop();
            item = array.push ? new Push(array.items) : array.items;
        }
        return item;
    }

    private @Nullable Object one(ByteBuf in) throws ProtocolException {
        int start = in.readerIndex();
        int end = in.forEachByte(ByteProcessor.FIND_LF);
        if (end < 0) {
            if (in.readableBytes() > MAX_LINE) {
                throw new ProtocolException("a line is longer than " + MAX_LINE + " bytes");
            }
            return INCOMPLETE;
        }
        if (end < start + 2 || in.getByte(end - 1) != '\r') {
            throw new ProtocolException("a line does not end as it should");
        }
        byte type = in.getByte(start);
        if (type == '$' || (type == '=' && resp3)) {
            return bulk(in, start, end);
        }
        in.readerIndex(end + 1);
        return switch (type) {
            case ':' -> number(in, start + 1, end - 1);
            case '+' -> ByteBufUtil.getBytes(in, start + 1, end - start - 2);
            case '-' -> ErrorReply.of(in.toString(start + 1, end - start - 2, StandardCharsets.UTF_8));
            case '*' -> array(number(in, start + 1, end - 1));
            default -> ofResp3(type, in, start, end);
        };
    }

    private @Nullable Object ofResp3(byte type, ByteBuf in, int start, int end) throws ProtocolException {
        if (!resp3) {
            throw new ProtocolException("a reply starts with the byte " + (type & 0xff));
        }
        return switch (type) {
            case '_' -> null;
            case ',', '#', '(' -> ByteBufUtil.getBytes(in, start + 1, end - start - 2);
            case '~' -> array(number(in, start + 1, end - 1));
            case '%' -> array(2 * Math.min(MAX_ITEMS, number(in, start + 1, end - 1)));
            case '>' -> push(number(in, start + 1, end - 1));
            default -> throw new ProtocolException("a reply starts with the byte " + (type & 0xff));
        };
    }

    private Object push(long size) throws ProtocolException {
        if (size < 1 || size > MAX_ITEMS || !unfinished.isEmpty()) {
            throw new ProtocolException("a push of " + size + " items, or within an array");
        }
        return new Unfinished((int) size, true);
    }

    private static @Nullable Object array(long size) throws ProtocolException {
        if (size < -1 || size > MAX_ITEMS) {
            throw new ProtocolException("an array of " + size + " items");
        }
        return size < 0 ? null : size == 0 ? new Object[0] : new Unfinished((int) size, false);
    }

    private static @Nullable Object bulk(ByteBuf in, int start, int end) throws ProtocolException {
        long length = number(in, start + 1, end - 1);
        if (length < -1 || length > MAX_BULK) {
            throw new ProtocolException("a string of " + length + " bytes");
        }
        if (length >= 0 && in.writerIndex() - end - 1 < length + 2) {
            return INCOMPLETE;
        }
        in.readerIndex(end + 1);
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[(int) length];
        in.readBytes(bytes);
        if (in.readShort() != ('\r' << 8 | '\n')) {
            throw new ProtocolException("a string does not end where it should");
        }
        return bytes;
    }

    private static long number(ByteBuf in, int from, int to) throws ProtocolException {
        boolean negative = from < to && in.getByte(from) == '-';
        int first = negative ? from + 1 : from;
        if (first == to || to - first > 19) {
            throw new ProtocolException("a number of " + (to - first) + " digits");
        }
        long number = 0;
        for (int i = first; i < to; i++) {
            int digit = in.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new ProtocolException("a number that is none");
            }
            number = number * 10 - digit; // counts down: -2^63 has no positive twin
        }
        if (number > 0 || (!negative && number == Long.MIN_VALUE)) {
            throw new ProtocolException("a number beyond 64 bits");
        }
        return negative ? number : -number;
    }
}
