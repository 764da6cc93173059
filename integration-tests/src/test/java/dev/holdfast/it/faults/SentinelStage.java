package dev.holdfast.it.faults;

import dev.holdfast.servers.Ports;
import dev.holdfast.servers.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A master, its replica and a Sentinel, who all know each other by wires. Its patience is longer than any mishap but
 * those that end with another master.
 */
final class SentinelStage implements Stage {
    private static final String NAME = "faulty";
    private static final int PATIENCE_MILLIS = 15_000;

    private final List<Integer> ports = List.of(Ports.free(), Ports.free());
    private final Wires wires = new Wires(ports.stream().mapToInt(port -> port));
    private final List<RedisServer> servers = IntStream.range(0, 2)
            .mapToObj(i -> RedisServer.started(
                    ports.get(i),
                    RedisUser.words(
                            "--repl-diskless-sync-delay",
                            "0",
                            "--repl-ping-replica-period",
                            "1",
                            "--repl-timeout",
                            "4",
                            "--replica-announce-port",
                            Integer.toString(wires.port(i)))))
            .toList();
    private final RedisServer sentinel;
    private int master;
    private @Nullable RedisAdmin admin;

    SentinelStage() {
        enlist();
        awaitReplica();
        sentinel = RedisServer.started(configuration().toString(), "--sentinel");
        await(
                "the Sentinel to know the replica",
                () -> sentinel.cli("SENTINEL", "REPLICAS", NAME).contains(Integer.toString(wires.port(1))));
    }

    private Path configuration() {
        try {
            Path file = Files.createTempFile("sentinel", ".conf");
            file.toFile().deleteOnExit();
            return Files.writeString(
                    file,
                    "sentinel monitor " + NAME + " 127.0.0.1 " + wires.port(0) + " 1\n"
                            + "sentinel down-after-milliseconds " + NAME + " " + PATIENCE_MILLIS + "\n"
                            + "sentinel failover-timeout " + NAME + " 1000\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptions()
                .until(condition);
    }

    private RedisServer master() {
        return servers.get(master);
    }

    private RedisServer replica() {
        return servers.get(1 - master);
    }

    /** A server that was started is nobody's replica, and the Sentinel takes ten seconds to say so. */
    private void enlist() {
        replica().cli("REPLICAOF", "127.0.0.1", Integer.toString(wires.port(master)));
    }

    private void rejoin() {
        replica().start();
        enlist();
    }

    private void awaitReplica() {
        await(
                "the replica to be linked",
                () -> replica().cli("INFO", "replication").contains("master_link_status:up"));
        String written = Long.toString(System.nanoTime());
        master().cli("SET", "stage:written", written);
        await(
                "the replica to be told what is written, which may take a second more",
                () -> replica().cli("GET", "stage:written").equals(written));
    }

    @Override
    public String url() {
        return "redis-sentinel://" + RedisUser.CREDENTIALS + "@" + sentinel.address() + "?master=" + NAME;
    }

    @Override
    public void prepare(Mishap mishap) {
        awaitReplica();
        if (mishap == Mishap.FAILOVER || mishap == Mishap.KILL) {
            await("the Sentinel to trust the replica", this::isTrusted);
        }
    }

    @Override
    public void cause(Mishap mishap, Losses losses) {
        switch (mishap) {
            case KILL -> masterDies(losses);
            case STOP -> master().pause();
            case RESTART_EMPTY -> losses.all(master()::restart);
            case ONE_OF_N -> {
                replica().kill();
                sentinel.kill();
            }
            case FAILOVER -> failover();
            case OUT_OF_MEMORY -> master().cli("CONFIG", "SET", "maxmemory", "1");
            case MAX_CLIENTS -> {
                admin = new RedisAdmin(master().port());
                RedisUser.shutOut(admin);
            }
            case WRONG_PASSWORD -> {
                losses.all(master()::restart);
                RedisUser.changePassword(master());
            }
            default -> wires.only(master).cause(mishap);
        }
    }

    @Override
    public boolean isOver(Mishap mishap) {
        return Stage.super.isOver(mishap) || mishap == Mishap.KILL || mishap == Mishap.FAILOVER;
    }

    @Override
    public boolean isHidden(Mishap mishap) {
        return Stage.super.isHidden(mishap) || mishap == Mishap.ONE_OF_N;
    }

    /** And the Sentinel notices soon. */
    private void masterDies(Losses losses) {
        sentinel.cli("SENTINEL", "SET", NAME, "down-after-milliseconds", "200");
        RedisServer dead = master();
        losses.latest(dead::kill); // what the other one acknowledges later stays
        awaitOtherMaster();
        sentinel.cli("SENTINEL", "SET", NAME, "down-after-milliseconds", Integer.toString(PATIENCE_MILLIS));
    }

    /** The Sentinel looks every ten seconds only, and promotes nobody whom it saw away. */
    private boolean isTrusted() {
        String seen = sentinel.cli("SENTINEL", "REPLICAS", NAME);
        return seen.contains("flags\nslave\n") && seen.contains("master-link-status\nok");
    }

    /**
     * What the replica has not been told is not acknowledged, and the old master obeys before it takes in anything more:
     * nothing is lost. Left to the Sentinel it would go on as a master for eight seconds.
     */
    private void failover() {
        RedisServer demoted = master();
        demoted.cli("CLIENT", "PAUSE", "60000", "WRITE");
        long written = offset(demoted, "master_repl_offset:");
        await("the replica to know everything", () -> offset(replica(), "slave_repl_offset:") >= written);
        await(
                "the failover to begin",
                () -> sentinel.cli("SENTINEL", "FAILOVER", NAME).equals("OK"));
        awaitOtherMaster();
        enlist();
        demoted.cli("CLIENT", "UNPAUSE");
    }

    private static long offset(RedisServer server, String field) {
        return server.cli("INFO", "replication")
                .lines()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.substring(field.length()).strip()))
                .findFirst()
                .orElseThrow();
    }

    private void awaitOtherMaster() {
        String port = Integer.toString(wires.port(1 - master));
        await(
                "another master",
                () -> sentinel.cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME)
                                .lines()
                                .toList()
                                .get(1)
                                .equals(port)
                        && replica().cli("ROLE").startsWith("master"));
        master = 1 - master;
    }

    @Override
    public void heal(Mishap mishap, Losses losses) {
        switch (mishap) {
            case KILL -> rejoin();
            case ONE_OF_N -> {
                sentinel.start();
                rejoin();
            }
            case STOP -> master().resume();
            case RESTART_EMPTY, FAILOVER -> {}
            case OUT_OF_MEMORY -> master().cli("CONFIG", "SET", "maxmemory", "0");
            case MAX_CLIENTS -> {
                RedisUser.letIn(admin);
                admin.close();
            }
            case WRONG_PASSWORD -> RedisUser.restorePassword(master());
            default -> wires.only(master).heal(mishap);
        }
    }

    @Override
    public void close() {
        sentinel.close();
        servers.forEach(RedisServer::close);
        wires.close();
    }
}
