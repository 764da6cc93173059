package dev.holdfast.it.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** A connection to a Redis that stays, so that a server that takes no other one can be healed. */
final class RedisAdmin implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader replies;

    RedisAdmin(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(5_000);
            replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says it, and waits for the one line that is answered. */
    String say(String command) {
        try {
            socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
            String reply = replies.readLine();
            if (reply == null || reply.startsWith("-")) {
                throw new IllegalStateException(command + " was answered " + reply);
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
