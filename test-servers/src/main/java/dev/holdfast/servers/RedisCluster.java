package dev.holdfast.servers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Three masters and three replicas, real ones. */
public final class RedisCluster implements AutoCloseable {
    private static final int NODES = 6;

    private final List<RedisServer> servers = new ArrayList<>();

    private RedisCluster(int nodeTimeoutMillis) {
        for (int i = 0; i < NODES; i++) {
            servers.add(RedisServer.started(
                    "--cluster-enabled",
                    "yes",
                    "--cluster-node-timeout",
                    Integer.toString(nodeTimeoutMillis),
                    "--repl-diskless-sync-delay",
                    "0"));
        }
        List<String> create = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
        servers.forEach(server -> create.add(server.address()));
        create.addAll(List.of("--cluster-replicas", "1", "--cluster-yes"));
        servers.get(0).run(create);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> servers.stream().allMatch(RedisCluster::isWhole));
    }

    public static RedisCluster started(int nodeTimeoutMillis) {
        return new RedisCluster(nodeTimeoutMillis);
    }

    private static boolean isWhole(RedisServer server) {
        String nodes = server.cli("CLUSTER", "NODES");
        String replication = server.cli("INFO", "replication");
        return server.cli("CLUSTER", "INFO").contains("cluster_state:ok")
                && (replication.contains("role:master") || replication.contains("master_link_status:up"))
                && nodes.lines().filter(line -> line.contains("slave")).count() == NODES / 2;
    }

    public String url() {
        return "redis-cluster://" + servers.stream().map(RedisServer::address).collect(Collectors.joining(","));
    }

    /** Those who are masters now. */
    public List<RedisServer> masters() {
        return whoseRoleIs("master");
    }

    /** Those who are replicas now. */
    public List<RedisServer> replicas() {
        return whoseRoleIs("slave");
    }

    private List<RedisServer> whoseRoleIs(String role) {
        return servers.stream()
                .filter(server -> server.cli("ROLE").startsWith(role))
                .toList();
    }

    private static String id(RedisServer server) {
        return server.cli("CLUSTER", "MYID");
    }

    /** Moves slots, with all their keys, one after the other. */
    public void moveSlots(RedisServer from, RedisServer to, int howMany) {
        Awaitility.await("all nodes to agree")
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> !from.run(List.of("redis-cli", "--cluster", "check", from.address()))
                        .isEmpty());
        from.run(Stream.of("redis-cli --cluster reshard " + from.address() + " --cluster-from " + id(from)
                        + " --cluster-to " + id(to) + " --cluster-slots " + howMany + " --cluster-yes")
                .flatMap(line -> Stream.of(line.split(" ")))
                .toList());
    }

    /** Moves one slot through all masters and on, with its one key, step by step: each of them is seen by clients. */
    public void moveAround(String key) {
        List<RedisServer> masters = masters();
        String slot = masters.get(0).cli("CLUSTER", "KEYSLOT", key);
        int owner = IntStream.range(0, masters.size())
                .filter(i -> !masters.get(i).cli("EXISTS", key).startsWith("MOVED"))
                .findFirst()
                .orElseThrow();
        for (int step = 0; step < 2 * masters.size(); step++) {
            RedisServer from = masters.get((owner + step) % masters.size());
            RedisServer to = masters.get((owner + step + 1) % masters.size());
            moveSlot(
                    slot,
                    from,
                    to,
                    masters,
                    () -> expectOk(from, "MIGRATE", "127.0.0.1", Integer.toString(to.port()), key, "0", "5000"));
        }
    }

    /** Moves one slot; the keys are the migration's. */
    public static void moveSlot(
            String slot, RedisServer from, RedisServer to, List<RedisServer> masters, Runnable migration) {
        expectOk(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
        expectOk(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
        migration.run();
        expectOk(to, "CLUSTER", "SETSLOT", slot, "NODE", id(to));
        masters.forEach(master -> expectOk(master, "CLUSTER", "SETSLOT", slot, "NODE", id(to)));
        awaitEpoch(to, masters);
    }

    /**
     * Until all know the epoch that a slot's new owner took. The next one takes its own from what it knows: where that is too
     * low, word of an owner before it is believed that is still on its way, and Redis deletes what has moved.
     */
    private static void awaitEpoch(RedisServer owner, List<RedisServer> masters) {
        String id = id(owner);
        Awaitility.await("all to know the owner")
                .pollInterval(Duration.ofMillis(2))
                .until(() ->
                        masters.stream().map(it -> epoch(it, id)).distinct().count() == 1);
    }

    private static String epoch(RedisServer teller, String id) {
        return teller.cli("CLUSTER", "NODES")
                .lines()
                .filter(line -> line.startsWith(id))
                .map(line -> line.split(" ", -1)[6])
                .findFirst()
                .orElseThrow();
    }

    private static void expectOk(RedisServer server, String... words) {
        String answer = server.cli(words);
        if (!answer.equals("OK")) {
            throw new IllegalStateException(String.join(" ", words) + " was answered " + answer);
        }
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
    }
}
