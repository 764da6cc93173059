package dev.holdfast.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A master, a replica, and a Sentinel that replaces the one by the other. */
public final class SentinelGroup implements AutoCloseable {
    private static final String NAME = "mymaster";

    private final List<RedisServer> servers;
    private final RedisServer sentinel;

    private SentinelGroup(int downAfterMillis) {
        RedisServer master = RedisServer.started("--repl-diskless-sync-delay", "0");
        RedisServer replica = RedisServer.started("--repl-diskless-sync-delay", "0");
        replica.cli("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
        servers = List.of(master, replica);
        awaitLinked(replica);
        sentinel = RedisServer.started(configuration(master, downAfterMillis).toString(), "--sentinel");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> sentinel.cli("SENTINEL", "REPLICAS", NAME).contains(Integer.toString(replica.port())));
    }

    public static SentinelGroup started(int downAfterMillis) {
        return new SentinelGroup(downAfterMillis);
    }

    private static void awaitLinked(RedisServer replica) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> replica.cli("INFO", "replication").contains("master_link_status:up"));
    }

    private static Path configuration(RedisServer master, int downAfterMillis) {
        try {
            Path file = Files.createTempFile("sentinel", ".conf");
            file.toFile().deleteOnExit();
            return Files.writeString(
                    file,
                    "sentinel monitor " + NAME + " 127.0.0.1 " + master.port() + " 1\n"
                            + "sentinel down-after-milliseconds " + NAME + " " + downAfterMillis + "\n"
                            + "sentinel failover-timeout " + NAME + " 5000\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "redis-sentinel://" + sentinel.address() + "?master=" + NAME;
    }

    /** Whom the Sentinel names now. */
    public RedisServer master() {
        String port = sentinel.cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME)
                .lines()
                .toList()
                .get(1);
        return servers.stream()
                .filter(server -> port.equals(Integer.toString(server.port())))
                .findFirst()
                .orElseThrow();
    }

    public void failover() {
        sentinel.cli("SENTINEL", "FAILOVER", NAME);
    }

    @Override
    public void close() {
        sentinel.close();
        servers.forEach(RedisServer::close);
    }
}
