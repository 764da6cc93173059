package dev.holdfast.it.faults;

import dev.holdfast.cache.tck.fake.History;
import dev.holdfast.servers.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** One memcached or several, started so that the mishap can strike. */
final class MemcachedStage implements Stage {
    private static final String RIGHT = "app:secret\n";

    private final Path users = file();
    private final Mishap mishap;
    private final List<ServerProcess> servers;
    private final List<MemcachedHogs> hogs;
    private final Wires wires;

    MemcachedStage(int count, Mishap mishap) {
        this.mishap = mishap;
        write(RIGHT);
        servers = IntStream.range(0, count)
                .mapToObj(i -> ServerProcess.memcached(arguments()))
                .toList();
        hogs = servers.stream().map(server -> new MemcachedHogs(server.port())).toList();
        wires = new Wires(servers.stream().mapToInt(ServerProcess::port));
    }

    private String[] arguments() {
        return switch (mishap) {
            case OUT_OF_MEMORY -> new String[] {"-M", "-m", "2"};
            case MAX_CLIENTS -> new String[] {"-c", "40"};
            case WRONG_PASSWORD -> new String[] {"-Y", users.toString()};
            default -> new String[0];
        };
    }

    private static Path file() {
        try {
            return Files.createTempFile("users", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String content) {
        try {
            Files.writeString(users, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String url() {
        return "memcached://" + (mishap == Mishap.WRONG_PASSWORD ? "app:secret@" : "") + wires.addresses();
    }

    @Override
    public void cause(Mishap kind, Losses losses) {
        switch (kind) {
            case KILL -> losses.all(() -> servers.forEach(ServerProcess::kill));
            case STOP -> servers.forEach(ServerProcess::hang);
            case RESTART_EMPTY -> losses.all(() -> servers.forEach(ServerProcess::restart));
            case ONE_OF_N -> losses.some(servers.get(0)::kill);
            case OUT_OF_MEMORY -> hogs.forEach(MemcachedHogs::takeMemory);
            case MAX_CLIENTS -> {
                for (int i = 0; i < servers.size(); i++) {
                    hogs.get(i).takeConnectionsOf(wires.only(i));
                }
            }
            case WRONG_PASSWORD -> {
                write("app:another\n");
                losses.all(() -> servers.forEach(ServerProcess::restart));
            }
            default -> wires.cause(kind);
        }
    }

    @Override
    public void heal(Mishap kind, Losses losses) {
        switch (kind) {
            case KILL -> servers.forEach(ServerProcess::restart);
            case STOP -> servers.forEach(ServerProcess::resume);
            case RESTART_EMPTY -> {}
            case ONE_OF_N -> servers.get(0).restart();
            case OUT_OF_MEMORY -> hogs.forEach(MemcachedHogs::leaveMemory);
            case MAX_CLIENTS -> hogs.forEach(MemcachedHogs::leaveConnections);
            case WRONG_PASSWORD -> {
                write(RIGHT);
                losses.all(() -> servers.forEach(ServerProcess::restart));
            }
            default -> wires.heal(kind);
        }
    }

    /** A token from before a connection was lost answers CHANGED. */
    @Override
    public void excuse(Mishap kind, History history, long from, long until) {
        history.mayRefuseTokens(from, until);
    }

    @Override
    public void close() {
        wires.close();
        servers.forEach(ServerProcess::close);
        try {
            Files.delete(users);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
