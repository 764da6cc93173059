package dev.holdfast.it.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Other clients of a memcached, who take all its connections or all its memory. */
final class MemcachedHogs {
    /** One in each class of sizes that the traffic's entries fall into. */
    private static final int[] SIZES = {1, 30, 60, 90, 130, 180, 240, 320, 420, 550, 700, 1_800, 2_300, 2_900, 3_200};

    private static final int BATCH = 200;

    private final int port;
    private final List<Socket> sockets = new ArrayList<>();
    private final int[] stored = new int[SIZES.length];

    MemcachedHogs(int port) {
        this.port = port;
    }

    /** Has the others' connections lost, and takes all there are in their place. */
    void takeConnectionsOf(Wires others) {
        others.shut();
        takeConnections();
        others.open();
    }

    /** Opens connections until no further one is taken. */
    private void takeConnections() {
        try {
            while (true) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout(500);
                socket.getOutputStream().write("version\r\n".getBytes(ISO_8859_1));
                InputStream answer = socket.getInputStream();
                if (answer.read() != 'V') {
                    socket.close();
                    return;
                }
                sockets.add(socket);
            }
        } catch (IOException e) {
            // refused, by a reset
        }
    }

    void leaveConnections() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        sockets.clear();
    }

    /** Stores entries of all sizes until no more are taken. */
    void takeMemory() {
        for (int size = 0; size < SIZES.length; size++) {
            boolean full = false;
            while (!full) {
                StringBuilder batch = new StringBuilder();
                for (int i = 0; i < BATCH; i++) {
                    batch.append("set ")
                            .append(name(size, stored[size]++))
                            .append(" 0 0 ")
                            .append(SIZES[size]);
                    batch.append("\r\n").append("x".repeat(SIZES[size])).append("\r\n");
                }
                full = say(batch, BATCH).contains("SERVER_ERROR out of memory storing object");
            }
        }
    }

    void leaveMemory() {
        for (int size = 0; size < SIZES.length; size++) {
            for (int first = 0; first < stored[size]; first += BATCH) {
                StringBuilder batch = new StringBuilder();
                for (int i = 0; i < BATCH; i++) {
                    batch.append("delete ").append(name(size, first + i)).append("\r\n");
                }
                say(batch, BATCH);
            }
        }
    }

    private static String name(int size, int number) {
        return "hog" + size + "." + number;
    }

    private List<String> say(StringBuilder commands, int answers) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(commands.toString().getBytes(ISO_8859_1));
            List<String> lines = new ArrayList<>();
            while (lines.size() < answers) {
                lines.add(in.readLine());
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
