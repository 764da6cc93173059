package dev.holdfast.it.faults;

import dev.holdfast.servers.Ports;
import dev.holdfast.servers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Three masters and three replicas, who are known to clients and to each other by wires; their bus has none. */
final class ClusterStage implements Stage {
    private static final int NODES = 6;
    private static final int SLOTS = 16_384;
    private static final int NODE_TIMEOUT_MILLIS = 2_500;

    private final List<Integer> ports =
            Stream.generate(Ports::free).limit(NODES).toList();
    private final Wires wires = new Wires(ports.stream().mapToInt(port -> port));
    private final List<RedisServer> servers = IntStream.range(0, NODES)
            .mapToObj(i -> RedisServer.started(ports.get(i), words(i)))
            .toList();
    private final List<RedisAdmin> admins = new ArrayList<>();

    ClusterStage() {
        for (int i = 0; i < NODES; i++) {
            servers.get(i).cli("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            meet(servers.get(i), servers.get(0));
        }
        await("all to know each other", () -> servers.stream().allMatch(it -> nodes(it) == NODES));
        int masters = NODES / 2;
        for (int i = 0; i < masters; i++) {
            String first = Integer.toString(SLOTS * i / masters);
            String last = Integer.toString(SLOTS * (i + 1) / masters - 1);
            servers.get(i).cli("CLUSTER", "ADDSLOTSRANGE", first, last);
            servers.get(i + masters).cli("CLUSTER", "REPLICATE", servers.get(i).cli("CLUSTER", "MYID"));
        }
        awaitReplicas();
    }

    private static void meet(RedisServer one, RedisServer other) {
        String port = Integer.toString(other.port());
        one.cli("CLUSTER", "MEET", "127.0.0.1", port, Integer.toString(other.port() + 10_000));
    }

    private static long nodes(RedisServer server) {
        return server.cli("CLUSTER", "NODES").lines().count();
    }

    private String[] words(int node) {
        return RedisUser.words(
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                Integer.toString(NODE_TIMEOUT_MILLIS),
                "--cluster-announce-port",
                Integer.toString(wires.port(node)),
                "--cluster-announce-bus-port",
                Integer.toString(ports.get(node) + 10_000),
                "--repl-diskless-sync-delay",
                "0",
                "--repl-ping-replica-period",
                "1",
                "--repl-timeout",
                "4");
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(condition);
    }

    private static boolean isLinked(RedisServer server) {
        String replication = server.cli("INFO", "replication");
        return replication.contains("role:master") || replication.contains("master_link_status:up");
    }

    /** Whether all say so, and there are three masters. */
    private boolean serves() {
        return servers.stream().allMatch(it -> it.cli("CLUSTER", "INFO").contains("cluster_state:ok"))
                && masters().size() == NODES / 2;
    }

    private void awaitReplicas() {
        await("all to be in order", () -> serves() && servers.stream().allMatch(ClusterStage::isLinked));
    }

    private List<RedisServer> masters() {
        return servers.stream()
                .filter(server -> server.cli("ROLE").startsWith("master"))
                .toList();
    }

    private List<RedisServer> replicas() {
        return servers.stream()
                .filter(server -> server.cli("ROLE").startsWith("slave"))
                .toList();
    }

    @Override
    public String url() {
        return "redis-cluster://" + RedisUser.CREDENTIALS + "@" + wires.addresses();
    }

    @Override
    public void prepare(Mishap mishap) {
        awaitReplicas();
        masters().forEach(ClusterStage::empty); // slots move with this play's keys, not with those of all before
    }

    /** Until its replica has heard of it: a link may be up for a second before what is written is told. */
    private static void empty(RedisServer master) {
        try (RedisAdmin admin = new RedisAdmin(master.port())) {
            admin.say("FLUSHALL");
            await("the replica to be emptied", () -> admin.say("WAIT 1 1000").equals(":1"));
        }
    }

    @Override
    public void cause(Mishap mishap, Losses losses) {
        switch (mishap) {
            case KILL -> losses.all(() -> servers.forEach(RedisServer::kill));
            case STOP -> servers.forEach(RedisServer::pause);
            case RESTART_EMPTY -> {
                losses.all(() -> servers.forEach(RedisServer::kill));
                servers.forEach(RedisServer::start);
            }
            case ONE_OF_N -> masterDies(losses);
            case FAILOVER -> failover();
            case SLOT_MIGRATION -> ClusterSlots.moveThoseInUse(masters());
            case OUT_OF_MEMORY -> masters().forEach(it -> it.cli("CONFIG", "SET", "maxmemory", "1"));
            case MAX_CLIENTS -> {
                masters().forEach(it -> admins.add(new RedisAdmin(it.port())));
                admins.forEach(RedisUser::shutOut);
            }
            case WRONG_PASSWORD -> {
                losses.all(() -> servers.forEach(RedisServer::kill));
                servers.forEach(RedisServer::start);
                servers.forEach(RedisUser::changePassword);
            }
            default -> wires.cause(mishap);
        }
    }

    /** All at once they need two seconds to agree; else the others have taken over. */
    @Override
    public boolean isOver(Mishap mishap) {
        return switch (mishap) {
            case RESTART_EMPTY -> false;
            case ONE_OF_N, FAILOVER, SLOT_MIGRATION -> true;
            default -> Stage.super.isOver(mishap);
        };
    }

    private void masterDies(Losses losses) {
        RedisServer dead = masters().get(0);
        String id = dead.cli("CLUSTER", "MYID");
        losses.latest(dead::kill); // what the other one acknowledges later stays
        await(
                "another master",
                () -> servers.stream()
                        .filter(it -> it != dead)
                        .allMatch(it -> hasReplaced(id, it.cli("CLUSTER", "NODES"))));
        dead.start();
    }

    /** Started before that, it would be their master again, and empty. */
    private static boolean hasReplaced(String id, String nodes) {
        return nodes.lines().anyMatch(line -> line.startsWith(id) && line.contains("fail"))
                && nodes.lines()
                                .filter(line -> line.contains("master") && !line.contains("fail"))
                                .count()
                        == NODES / 2;
    }

    /** Ordered: the master lets its replica catch up first, so that nothing is lost. */
    private void failover() {
        RedisServer promoted = replicas().get(0);
        promoted.cli("CLUSTER", "FAILOVER");
        await("another master", () -> promoted.cli("ROLE").startsWith("master"));
    }

    @Override
    public void heal(Mishap mishap, Losses losses) {
        switch (mishap) {
            case KILL -> servers.forEach(RedisServer::start);
            case STOP -> servers.forEach(RedisServer::resume);
            case RESTART_EMPTY, ONE_OF_N, FAILOVER, SLOT_MIGRATION -> {}
            case OUT_OF_MEMORY -> masters().forEach(it -> it.cli("CONFIG", "SET", "maxmemory", "0"));
            case MAX_CLIENTS -> {
                admins.forEach(RedisUser::letIn);
                admins.forEach(RedisAdmin::close);
                admins.clear();
            }
            case WRONG_PASSWORD -> servers.forEach(RedisUser::restorePassword);
            default -> wires.heal(mishap);
        }
        await("all to serve", this::serves);
    }

    @Override
    public void close() {
        servers.forEach(RedisServer::close);
        wires.close();
    }
}
