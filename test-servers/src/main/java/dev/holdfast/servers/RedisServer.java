package dev.holdfast.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real redis-server, in a container or a process as {@link Place} says, on a free port and in a directory of its own;
 * stopped with the test, or at the latest with the JVM.
 */
public final class RedisServer implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final Daemon daemon;

    private RedisServer(Path directory, int port, List<String> command) {
        this.directory = directory;
        this.port = port;
        this.daemon = Place.chosen()
                .daemon(new Program(
                        "redis-server on port " + port, Images.REDIS, command, Map.of(), () -> answers(port)));
        daemon.start();
    }

    /** Starts one with these further configuration words, such as {@code --maxmemory 1mb}. */
    public static RedisServer started(String... words) {
        return started(Ports.free(), words);
    }

    public static RedisServer started(int port, String... words) {
        try {
            Path directory = Files.createTempDirectory("redis");
            List<String> command = new ArrayList<>(List.of("redis-server"));
            boolean hasFile = words.length > 0 && words[0].endsWith(".conf");
            if (hasFile) {
                command.add(words[0]);
            }
            command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", ""));
            command.addAll(List.of("--dir", directory.toString()));
            command.addAll(Arrays.asList(words).subList(hasFile ? 1 : 0, words.length));
            return new RedisServer(directory, port, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        daemon.start();
    }

    /** It accepts connections before it has all its ports. Who connects to nobody may reach himself, and is echoed. */
    private static boolean answers(int port) {
        try {
            return !RedisWire.ask(port, List.of("PING")).equals("PING");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    public String url() {
        return "redis://" + address();
    }

    public Path directory() {
        return directory;
    }

    /** Stops it where it stands; its sockets stay open. */
    public void pause() {
        daemon.pause();
    }

    public void resume() {
        daemon.resume();
    }

    public void kill() {
        daemon.kill();
    }

    public void restart() {
        kill();
        start();
    }

    /** What redis-cli would print. */
    public String cli(String... words) {
        List<String> all = List.of(words);
        boolean saysRaw = all.get(0).equals("--raw"); // which it is anyway
        return RedisWire.ask(port, saysRaw ? all.subList(1, all.size()) : all);
    }

    /** Runs a program that comes with the server, such as redis-cli itself, where the server runs. */
    String run(List<String> command) {
        return daemon.run(command);
    }

    @Override
    public void close() {
        daemon.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
