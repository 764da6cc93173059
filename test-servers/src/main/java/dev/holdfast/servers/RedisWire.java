package dev.holdfast.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One command over a connection of its own; the answer in words, as redis-cli prints it to a file: the elements of an
 * array on lines of their own, nothing for nil, an error's text. Needs no redis-cli, and no container to run it in.
 */
final class RedisWire {
    private static final int PATIENCE_MILLIS = 20_000;

    /** What may be asked twice. */
    private static final Set<String> QUESTIONS = Set.of("EXISTS", "GET", "INFO", "PING", "ROLE");

    private final InputStream in;

    private RedisWire(InputStream in) {
        this.in = in;
    }

    /** A question is asked again where its connection is cut: as Sentinel cuts all to a server whose role it changes. */
    static String ask(int port, List<String> words) {
        try {
            return QUESTIONS.contains(words.get(0)) ? askAgainWhereCut(port, words) : askOnce(port, words);
        } catch (IOException e) {
            throw new UncheckedIOException("redis on port " + port + ", " + words.get(0), e);
        }
    }

    private static String askAgainWhereCut(int port, List<String> words) throws IOException {
        try {
            return askOnce(port, words);
        } catch (EOFException | SocketException e) {
            return askOnce(port, words);
        }
    }

    private static String askOnce(int port, List<String> words) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(encoded(words));
            return new RedisWire(new BufferedInputStream(socket.getInputStream()))
                    .answer()
                    .strip();
        }
    }

    private static byte[] encoded(List<String> words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("*" + words.size() + "\r\n").getBytes(UTF_8));
        for (String word : words) {
            byte[] bytes = word.getBytes(UTF_8);
            out.writeBytes(("$" + bytes.length + "\r\n").getBytes(UTF_8));
            out.writeBytes(bytes);
            out.writeBytes("\r\n".getBytes(UTF_8));
        }
        return out.toByteArray();
    }

    private String answer() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+', '-', ':' -> rest;
            case '$' -> bulk(Integer.parseInt(rest));
            case '*' -> array(Integer.parseInt(rest));
            default -> throw new IOException("no answer of Redis begins so: " + line);
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        String text = new String(in.readNBytes(length), UTF_8);
        line();
        return text;
    }

    private String array(int size) throws IOException {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            elements.add(answer());
        }
        return String.join("\n", elements);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            line.write(next);
        }
        return line.toString(UTF_8).stripTrailing();
    }
}
