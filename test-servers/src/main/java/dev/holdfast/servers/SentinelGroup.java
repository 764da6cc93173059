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
    private final int downAfterMillis;

    private SentinelGroup(int downAfterMillis) {
        this.downAfterMillis = downAfterMillis;
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

    /**
     * The master dies, the Sentinel notices at once and promotes the replica; then the dead one comes back. So that
     * nothing is lost that was acknowledged, as it may be where replication lags, it first waits until its replica
     * knows everything; what clients send from then on dies with it.
     */
    public void replaceMaster() {
        RedisServer dead = master();
        RedisServer replica = servers.get(1 - servers.indexOf(dead));
        awaitLinked(replica);
        dead.cli("CLIENT", "PAUSE", "60000", "WRITE");
        String written = field(dead, "master_repl_offset");
        Awaitility.await("the replica to know everything")
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> Long.parseLong(field(replica, "slave_repl_offset")) >= Long.parseLong(written));
        sentinel.cli("SENTINEL", "SET", NAME, "down-after-milliseconds", "200");
        dead.kill();
        Awaitility.await("another master")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> master() == replica);
        sentinel.cli("SENTINEL", "SET", NAME, "down-after-milliseconds", Integer.toString(downAfterMillis));
        dead.start();
    }

    private static String field(RedisServer server, String name) {
        return server.cli("INFO", "replication")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        sentinel.close();
        servers.forEach(RedisServer::close);
    }
}
