package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Answers as it is told, what no real server can be brought to; a thread a connection. */
final class ScriptedServer implements AutoCloseable {
    /** The answer of a server that hangs. */
    static final String NOTHING = "";

    private final ServerSocket listener;
    private final Function<List<String>, String> script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** Of a command's words the script makes the answer, as it is sent; null for what is usual at a connection's start. */
    ScriptedServer(Function<List<String>, String> script) {
        this.script = script;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "tck-scripted");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                thread(() -> serve(socket));
            } catch (IOException e) {
                // the listener was closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                List<String> words = words(in);
                String answer = script.apply(words);
                socket.getOutputStream().write((answer == null ? usual(words) : answer).getBytes(ISO_8859_1));
            }
        } catch (IOException e) {
            // one side is gone
        }
    }

    private static List<String> words(InputStream in) throws IOException {
        int count = number(in, '*');
        List<String> words = new ArrayList<>();
        while (words.size() < count) {
            byte[] word = in.readNBytes(number(in, '$'));
            in.skipNBytes(2);
            words.add(new String(word, ISO_8859_1));
        }
        return words;
    }

    private static int number(InputStream in, char mark) throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new EOFException("the client has gone");
        }
        if (first != mark) {
            throw new IOException("no command");
        }
        StringBuilder digits = new StringBuilder();
        for (int next = in.read(); next >= '0'; next = in.read()) {
            digits.append((char) next);
        }
        in.skipNBytes(1);
        return Integer.parseInt(digits.toString());
    }

    private static String usual(List<String> words) {
        return switch (words.get(0)) {
            case "PING" -> "+PONG\r\n";
            case "CLIENT" -> ":1\r\n";
            case "INFO" -> bulk("run_id:1\r\n");
            default -> "+OK\r\n";
        };
    }

    static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    int port() {
        return listener.getLocalPort();
    }

    int accepted() {
        return sockets.size();
    }

    /** How many connections there are. */
    long open() {
        return sockets.stream().filter(socket -> !socket.isClosed()).count();
    }

    /** Ends a connection, the first being 0. */
    void drop(int number) {
        try {
            sockets.get(number).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a cluster's map has it: the slots, and the one who has them. */
    String slots(int first, int last) {
        return "*3\r\n:" + first + "\r\n:" + last + "\r\n*2\r\n" + bulk("127.0.0.1") + ":" + port() + "\r\n";
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
