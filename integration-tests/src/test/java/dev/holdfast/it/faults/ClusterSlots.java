package dev.holdfast.it.faults;

import dev.holdfast.servers.RedisCluster;
import dev.holdfast.servers.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
                    RedisCluster.moveSlot(slot, from, to, masters, () -> migrate(slot, from, to));
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

    private static void migrate(String slot, RedisServer from, RedisServer to) {
        List<String> keys = keys(from, slot);
        while (!keys.isEmpty()) {
            List<String> migrate = new ArrayList<>(
                    List.of("MIGRATE", "127.0.0.1", Integer.toString(to.port()), "", "0", "5000", "KEYS"));
            migrate.addAll(keys);
            from.cli(migrate.toArray(String[]::new));
            keys = keys(from, slot);
        }
    }

    private static List<String> keys(RedisServer server, String slot) {
        return server.cli("CLUSTER", "GETKEYSINSLOT", slot, "100")
                .lines()
                .filter(key -> !key.isBlank())
                .toList();
    }
}
