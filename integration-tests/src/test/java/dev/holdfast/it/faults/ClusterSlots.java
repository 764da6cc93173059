package dev.holdfast.it.faults;

import dev.holdfast.servers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Slots that move to another master and on, with all their keys, while these are in use. */
final class ClusterSlots {
    private static final int MOVED = 8;

    private ClusterSlots() {}

    /** Some of those that hold anything, through all masters and to the next one. */
    static void moveThoseInUse(List<RedisServer> masters) {
        for (int owner = 0; owner < masters.size(); owner++) {
            for (String slot : slotsInUse(masters.get(owner))) {
                for (int step = 0; step <= masters.size(); step++) {
                    RedisServer from = masters.get((owner + step) % masters.size());
                    RedisServer to = masters.get((owner + step + 1) % masters.size());
                    move(slot, from, to, masters);
                }
            }
        }
    }

    private static List<String> slotsInUse(RedisServer master) {
        return Stream.of("*value:*", "*count:*", "*guarded:*")
                .flatMap(kind -> master.cli("KEYS", kind).lines())
                .filter(key -> !key.isBlank())
                .map(key -> master.cli("CLUSTER", "KEYSLOT", key))
                .distinct()
                .limit(MOVED)
                .toList();
    }

    private static void move(String slot, RedisServer from, RedisServer to, List<RedisServer> masters) {
        expectOk(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
        expectOk(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
        List<String> keys = keys(from, slot);
        while (!keys.isEmpty()) {
            List<String> migrate = new ArrayList<>(
                    List.of("MIGRATE", "127.0.0.1", Integer.toString(to.port()), "", "0", "5000", "KEYS"));
            migrate.addAll(keys);
            from.cli(migrate.toArray(String[]::new));
            keys = keys(from, slot);
        }
        expectOk(to, "CLUSTER", "SETSLOT", slot, "NODE", id(to));
        masters.forEach(master -> expectOk(master, "CLUSTER", "SETSLOT", slot, "NODE", id(to)));
        awaitEpoch(to, masters);
    }

    /**
     * Until all masters know the epoch that the owner took: of two that take the same one, the one that moves on is
     * believed, also where it tells of slots that it has given away.
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

    private static List<String> keys(RedisServer server, String slot) {
        return server.cli("CLUSTER", "GETKEYSINSLOT", slot, "100")
                .lines()
                .filter(key -> !key.isBlank())
                .toList();
    }

    private static String id(RedisServer server) {
        return server.cli("CLUSTER", "MYID");
    }

    private static void expectOk(RedisServer server, String... words) {
        String answer = server.cli(words);
        if (!answer.equals("OK")) {
            throw new IllegalStateException(String.join(" ", words) + " was answered " + answer);
        }
    }
}
