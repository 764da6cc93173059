package dev.holdfast.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A server, in a container or a process as {@link Place} says, on a port of its own, which can be hung, killed and
 * started again; never outlives this JVM.
 */
public final class ServerProcess implements AutoCloseable {
    private final int port;
    private final Daemon daemon;

    private ServerProcess(int port, String image, List<String> command, Map<String, String> environment) {
        this.port = port;
        String name = command.get(0) + " on port " + port;
        this.daemon = Place.chosen().daemon(new Program(name, image, command, environment, () -> accepts(port)));
        daemon.start();
    }

    /** A memcached with these further arguments. */
    public static ServerProcess memcached(String... arguments) {
        return memcached(Map.of(), arguments);
    }

    public static ServerProcess memcached(Map<String, String> environment, String... arguments) {
        int port = Ports.free();
        List<String> command = new ArrayList<>(
                List.of("memcached", "-l", "127.0.0.1", "-U", "0", "-u", "root", "-p", Integer.toString(port)));
        command.addAll(List.of(arguments));
        return new ServerProcess(port, Images.MEMCACHED, command, environment);
    }

    /** A twemproxy that listens on that port, as its configuration says. */
    public static ServerProcess nutcracker(int port, int statsPort, Path configuration) {
        return new ServerProcess(
                port,
                Images.TWEMPROXY,
                List.of(
                        "nutcracker",
                        "-c",
                        configuration.toString(),
                        "-o",
                        "/dev/null", // else where its package says, which may not be there
                        "-s",
                        Integer.toString(statsPort),
                        "-a",
                        "127.0.0.1"),
                Map.of());
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Says something to the server as another client would, on a connection of its own; what it answers, line by line. */
    public List<String> say(String command, int answerLines) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(command.getBytes(ISO_8859_1));
            List<String> lines = new ArrayList<>();
            while (lines.size() < answerLines) {
                lines.add(in.readLine());
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /**
     * Stops the process where it stands; its kernel still accepts connections and bytes. Returns when all its threads
     * stand: the signal alone lets one that is waking up answer another request.
     */
    public void hang() {
        daemon.pause();
    }

    public void resume() {
        daemon.resume();
    }

    /** Ends the process, whatever state it is in; every connection is reset. */
    public void kill() {
        daemon.kill();
    }

    /** Starts it again on its port, empty. */
    public void restart() {
        kill();
        daemon.start();
    }

    public boolean isAlive() {
        return daemon.isAlive();
    }

    @Override
    public void close() {
        daemon.close();
    }
}
