package dev.holdfast.cache.benchmarks.memcached;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.holdfast.cache.benchmarks.store.Store;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One blocking connection: a command is one write, its answer is parsed in the buffer it was read into. */
final class TextSocket implements AutoCloseable {
    private static final int SECONDS = 600;

    private final Socket socket;
    private final InputStream answers;
    private final OutputStream commands;
    private byte[] command = new byte[1 << 12];
    private int length;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private long unique;

    private TextSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(Store.PATIENCE.toMillis()));
        answers = socket.getInputStream();
        commands = socket.getOutputStream();
    }

    static TextSocket to(int port) {
        try {
            return new TextSocket(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte @Nullable [] get(String key) throws IOException {
        add("get ").add(key).add("\r\n").send();
        Map.Entry<String, byte[]> found = entry();
        if (found == null) {
            return null;
        }
        expect("END");
        return found.getValue();
    }

    /** Reads an entry; its number, for {@link #cas}. */
    long gets(String key) throws IOException {
        add("gets ").add(key).add("\r\n").send();
        if (entry() == null) {
            throw new IOException("nothing under " + key);
        }
        expect("END");
        return unique;
    }

    Map<String, byte[]> getAll(List<String> keys) throws IOException {
        add("get");
        for (String key : keys) {
            add(" ").add(key);
        }
        add("\r\n").send();
        Map<String, byte[]> all = new LinkedHashMap<>(keys.size() * 2);
        for (Map.Entry<String, byte[]> found = entry(); found != null; found = entry()) {
            all.put(found.getKey(), found.getValue());
        }
        return all;
    }

    void set(String key, byte[] value) throws IOException {
        add("set ").add(key).add(" 0 " + SECONDS + " " + value.length + "\r\n");
        add(value).add("\r\n").send();
        expect("STORED");
    }

    boolean cas(String key, byte[] value, long seen) throws IOException {
        add("cas ").add(key).add(" 0 " + SECONDS + " " + value.length + " " + seen + "\r\n");
        add(value).add("\r\n").send();
        return line().equals("STORED");
    }

    long incr(String key) throws IOException {
        add("incr ").add(key).add(" 1\r\n").send();
        return Long.parseLong(line());
    }

    @SuppressWarnings("deprecation") // the one that copies ASCII without an array between
    private TextSocket add(String ascii) {
        reserve(ascii.length());
        ascii.getBytes(0, ascii.length(), command, length);
        length += ascii.length();
        return this;
    }

    private TextSocket add(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, command, length, bytes.length);
        length += bytes.length;
        return this;
    }

    private void reserve(int more) {
        if (length + more > command.length) {
            command = Arrays.copyOf(command, Math.max(length + more, command.length * 2));
        }
    }

    private void send() throws IOException {
        commands.write(command, 0, length);
        length = 0;
    }

    /** A key and its value; null at the end. */
    private Map.@Nullable Entry<String, byte[]> entry() throws IOException {
        String line = line();
        if (line.equals("END")) {
            return null;
        }
        int key = line.indexOf(' ') + 1;
        int flags = line.indexOf(' ', key) + 1;
        int size = line.indexOf(' ', flags) + 1;
        int cas = line.indexOf(' ', size);
        if (key == 0 || flags == 0 || size == 0) {
            throw new IOException("no answer to a get: " + line);
        }
        unique = cas < 0 ? 0 : Long.parseLong(line, cas + 1, line.length(), 10);
        byte[] value = new byte[Integer.parseInt(line, size, cas < 0 ? line.length() : cas, 10)];
        read(value);
        expect("");
        return Map.entry(line.substring(key, flags - 1), value);
    }

    private void expect(String expected) throws IOException {
        String line = line();
        if (!line.equals(expected)) {
            throw new IOException("not " + expected + " but " + line);
        }
    }

    private String line() throws IOException {
        int from = position;
        while (true) {
            for (int i = from; i < limit; i++) {
                if (buffer[i] == '\n') {
                    String line = new String(buffer, position, i - 1 - position, ISO_8859_1);
                    position = i + 1;
                    return line;
                }
            }
            int seen = limit - position;
            fill();
            from = position + seen;
        }
    }

    private void read(byte[] value) throws IOException {
        int filled = 0;
        while (filled < value.length) {
            if (position == limit) {
                fill();
            }
            int piece = Math.min(value.length - filled, limit - position);
            System.arraycopy(buffer, position, value, filled, piece);
            position += piece;
            filled += piece;
        }
    }

    /** Reads more behind what is there. */
    private void fill() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        int read = answers.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            throw new EOFException("the server closed the connection");
        }
        limit += read;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
