package dev.holdfast.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers. Each is one JVM's until its end: a server that is killed must find its port again, and suites that
 * run beside each other must not take it meanwhile. They lie below those that the system gives to whoever connects.
 */
public final class Ports {
    private static final int FIRST = 10_000;
    private static final int COUNT = 10_000;

    /** So far above its own port a Redis listens for its cluster. */
    private static final int BUS = 10_000;

    /** A byte for each port, locked by the JVM whose it is. */
    private static final FileChannel LOCKS = locks();

    private Ports() {}

    private static FileChannel locks() {
        Path file =
                Path.of(System.getProperty("java.io.tmpdir"), "holdfast-test-ports-" + System.getProperty("user.name"));
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that nobody has, nor the one of its cluster bus, and that nobody is given after this. */
    public static int free() {
        for (int i = 0; i < COUNT; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, FIRST + COUNT);
            if (take(port) && isFree(port) && isFree(port + BUS)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + (FIRST + COUNT - 1));
    }

    /** Takes it for this JVM; false if it is one's already. */
    static boolean take(int port) {
        try {
            return LOCKS.tryLock(port, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
