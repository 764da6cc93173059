package dev.holdfast.it.faults;

import dev.holdfast.servers.RedisServer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One Redis, which its clients sign on to. */
final class RedisStage implements Stage {
    private final RedisServer server = RedisServer.started(RedisUser.words());
    private final Wires wires = new Wires(IntStream.of(server.port()));
    private @Nullable RedisAdmin admin;

    @Override
    public String url() {
        return "redis://" + RedisUser.CREDENTIALS + "@" + wires.addresses();
    }

    @Override
    public void cause(Mishap mishap, Losses losses) {
        switch (mishap) {
            case KILL -> losses.all(server::kill);
            case STOP -> server.pause();
            case RESTART_EMPTY -> losses.all(server::restart);
            case OUT_OF_MEMORY -> server.cli("CONFIG", "SET", "maxmemory", "1");
            case MAX_CLIENTS -> {
                admin = new RedisAdmin(server.port());
                RedisUser.shutOut(admin);
            }
            case WRONG_PASSWORD -> {
                losses.all(server::restart);
                RedisUser.changePassword(server);
            }
            default -> wires.cause(mishap);
        }
    }

    @Override
    public void heal(Mishap mishap, Losses losses) {
        switch (mishap) {
            case KILL -> server.start();
            case STOP -> server.resume();
            case RESTART_EMPTY -> {}
            case OUT_OF_MEMORY -> server.cli("CONFIG", "SET", "maxmemory", "0");
            case MAX_CLIENTS -> {
                RedisUser.letIn(admin);
                admin.close();
            }
            case WRONG_PASSWORD -> RedisUser.restorePassword(server);
            default -> wires.heal(mishap);
        }
    }

    @Override
    public void close() {
        wires.close();
        server.close();
    }
}
