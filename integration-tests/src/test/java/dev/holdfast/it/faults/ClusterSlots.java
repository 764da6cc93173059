package dev.holdfast.it.faults;

import dev.holdfast.servers.RedisCluster;
import dev.holdfast.servers.RedisServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Slots that move to another master and on, with all their keys, while these are in use. */
final class ClusterSlots {
    private static final List<String> KINDS = List.of("value:", "count:", "guarded:");

    private final List<RedisServer> masters;
    private final Set<String> moved = new HashSet<>();

    private ClusterSlots(List<RedisServer> masters) {
        this.masters = masters;
    }

    /** Those of all keys but the passing ones, through all masters and to the next one; fails if a kind moved nothing. */
    static void moveThoseInUse(List<RedisServer> masters) {
        new ClusterSlots(masters).move();
    }

    private void move() {
        List<String> stored = stored();
        String namespace = stored.get(0).substring(0, stored.get(0).indexOf(':') + 1);
        Keys.STANDING.forEach(key -> moveAround(namespace + key));
        List<String> still = KINDS.stream()
                .filter(kind -> stored.stream().anyMatch(key -> key.contains(kind)) && !moved.contains(kind))
                .toList();
        if (!still.isEmpty()) {
            throw new IllegalStateException("slots moved without one key of " + still);
        }
    }

    /** All keys: there are none but those of this play, and who has another place for some kinds has none of these here. */
    private List<String> stored() {
        List<String> stored = masters.stream()
                .flatMap(master -> master.cli("KEYS", "*").lines())
                .filter(key -> !key.isBlank())
                .toList();
        if (stored.isEmpty()) {
            throw new IllegalStateException("nothing is there to move");
        }
        return stored;
    }

    private void moveAround(String key) {
        String slot = masters.get(0).cli("CLUSTER", "KEYSLOT", key);
        int owner = ownerOf(key);
        for (int step = 0; step <= masters.size(); step++) {
            RedisServer from = masters.get((owner + step) % masters.size());
            RedisServer to = masters.get((owner + step + 1) % masters.size());
            RedisCluster.moveSlot(slot, from, to, masters, () -> migrate(slot, from, to));
        }
    }

    private int ownerOf(String key) {
        return IntStream.range(0, masters.size())
                .filter(i -> !masters.get(i).cli("EXISTS", key).startsWith("MOVED"))
                .findFirst()
                .orElseThrow();
    }

    private void migrate(String slot, RedisServer from, RedisServer to) {
        for (List<String> keys = keys(from, slot); !keys.isEmpty(); keys = keys(from, slot)) {
            List<String> migrate = new ArrayList<>(
                    List.of("MIGRATE", "127.0.0.1", Integer.toString(to.port()), "", "0", "5000", "KEYS"));
            migrate.addAll(keys);
            String answer = from.cli(migrate.toArray(String[]::new));
            if (answer.equals("OK")) {
                keys.forEach(key -> KINDS.stream().filter(key::contains).forEach(moved::add));
            } else if (!answer.equals("NOKEY")) {
                throw new IllegalStateException("the migration of " + keys + " was answered " + answer);
            }
        }
    }

    private static List<String> keys(RedisServer server, String slot) {
        return server.cli("CLUSTER", "GETKEYSINSLOT", slot, "100")
                .lines()
                .filter(key -> !key.isBlank())
                .toList();
    }
}
