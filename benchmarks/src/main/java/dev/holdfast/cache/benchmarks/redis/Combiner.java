package dev.holdfast.cache.benchmarks.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One socket; whoever holds the lock writes the commands of all who wait, and reads all their replies. */
class Combiner implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentLinkedQueue<Ask> waiting = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64 << 10);
    private final List<Ask> sent = new ArrayList<>();

    /** A command, and who waits for its reply. */
    static final class Ask {
        final byte[][] words;
        private final Thread caller = Thread.currentThread();
        private @Nullable Object reply;
        private volatile boolean done;

        private Ask(byte[][] words) {
            this.words = words;
        }
    }

    Combiner(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    }

    final @Nullable Object ask(byte[]... words) throws IOException {
        Ask ask = new Ask(words);
        waiting.add(ask);
        while (!ask.done) {
            if (lock.tryLock()) {
                try {
                    combine(ask);
                } finally {
                    lock.unlock();
                }
                wakeNext();
            } else {
                LockSupport.park(this);
            }
        }
        return ask.reply;
    }

    /** Who came too late for the last batch leads the next. */
    private void wakeNext() {
        Ask next = waiting.peek();
        if (next != null) {
            LockSupport.unpark(next.caller);
        }
    }

    private void combine(Ask own) throws IOException {
        for (Ask ask = waiting.poll(); ask != null; ask = waiting.poll()) {
            sent.add(ask);
        }
        write(sent);
        out.writeTo(socket.getOutputStream());
        out.reset();
        read(sent, own);
        sent.clear();
    }

    /** Writes commands that wait together. */
    void write(List<Ask> asks) throws IOException {
        for (Ask ask : asks) {
            write(ask.words);
        }
    }

    /** Reads their replies. */
    void read(List<Ask> asks, Ask own) throws IOException {
        for (Ask ask : asks) {
            answer(ask, read(), own);
        }
    }

    /** Hands a reply over. */
    static void answer(Ask ask, @Nullable Object reply, Ask own) {
        ask.reply = reply;
        ask.done = true;
        if (ask != own) {
            LockSupport.unpark(ask.caller);
        }
    }

    /** Writes one command. */
    final void write(byte[][] words) throws IOException {
        head('*', words.length);
        for (byte[] word : words) {
            head('$', word.length);
            out.write(word);
            end();
        }
    }

    private void head(char type, int number) throws IOException {
        out.write(type);
        out.write(Integer.toString(number).getBytes(StandardCharsets.ISO_8859_1));
        end();
    }

    private void end() {
        out.write('\r');
        out.write('\n');
    }

    /** Reads one reply. */
    final @Nullable Object read() throws IOException {
        int type = in.read();
        return switch (type) {
            case ':' -> number();
            case '+' -> line();
            case '$' -> bulk((int) number());
            case '*' -> array((int) number());
            default -> throw new IOException("the server answered " + (char) type + line());
        };
    }

    private @Nullable Object[] array(int size) throws IOException {
        @Nullable Object[] items = new Object[size];
        for (int i = 0; i < size; i++) {
            items[i] = read();
        }
        return items;
    }

    private byte @Nullable [] bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        in.skipNBytes(2);
        return bytes;
    }

    private long number() throws IOException {
        return Long.parseLong(line());
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        in.skipNBytes(1);
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
