package dev.holdfast.cache.memcached;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a test wants a memcached to say, line by line. */
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Script script;
    private final List<Client> clients = new CopyOnWriteArrayList<>();
    private final List<Long> acceptedNanos = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** What the server does when it is told a line. */
    interface Script {
        void on(String line, Client client);
    }

    /** One connection to it. */
    static final class Client {
        private final Socket socket;

        private Client(Socket socket) {
            this.socket = socket;
        }

        void say(String text) {
            try {
                socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            } catch (IOException e) {
                hangUp();
            }
        }

        void hangUp() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    ScriptedServer(Script script) {
        this.script = script;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    private static void start(Runnable run) {
        Thread thread = new Thread(run, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                Client client = new Client(listener.accept());
                acceptedNanos.add(System.nanoTime());
                clients.add(client);
                start(() -> listen(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void listen(Client client) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(client.socket.getInputStream(), ISO_8859_1))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                asked.add(line);
                script.on(line, client);
            }
        } catch (IOException e) {
            client.hangUp();
        }
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** When connections were accepted, by {@link System#nanoTime()}. */
    List<Long> acceptedNanos() {
        return acceptedNanos;
    }

    /** All lines so far that begin so. */
    List<String> asked(String beginning) {
        return asked.stream().filter(line -> line.startsWith(beginning)).toList();
    }

    void hangUpOnAll() {
        clients.forEach(Client::hangUp);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hangUpOnAll();
    }
}
