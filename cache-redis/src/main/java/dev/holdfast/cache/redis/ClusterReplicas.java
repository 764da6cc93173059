package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheUrl.HostPort;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Which replicas of a cluster have which slot, and whom to ask for a read. */
final class ClusterReplicas {
    private static final Node[] NONE = {};

    private final ReadFrom readFrom;
    private final Replicas connections;
    private final AtomicReferenceArray<Node @Nullable []> bySlot = new AtomicReferenceArray<>(Slot.COUNT);

    ClusterReplicas(ReadFrom readFrom, Replicas connections) {
        this.readFrom = readFrom;
        this.connections = connections;
    }

    /** Takes the map of slots. */
    void apply(List<SlotRange> ranges) {
        if (readFrom == ReadFrom.MASTER) {
            return;
        }
        for (SlotRange range : ranges) {
            Node[] replicas = connections.at(range.replicas());
            for (int slot = range.first(); slot <= range.last(); slot++) {
                bySlot.set(slot, replicas);
            }
        }
        List<HostPort> all =
                ranges.stream().flatMap(range -> range.replicas().stream()).toList();
        connections.keepOnly(all);
    }

    @Nullable
    Node reader(byte[] key, Node master) {
        if (readFrom == ReadFrom.MASTER) {
            return master;
        }
        int slot = Slot.of(key);
        return readFrom.choose(master, of(slot), slot);
    }

    @Nullable
    Node otherReader(byte[] key, Node master, Node asked) {
        int slot = Slot.of(key);
        return readFrom.chooseAnother(master, of(slot), slot, asked);
    }

    private Node[] of(int slot) {
        Node[] replicas = bySlot.get(slot);
        return replicas == null ? NONE : replicas;
    }

    void awaitFirstTry() throws InterruptedException {
        connections.awaitFirstTry();
    }

    void close() {
        connections.close();
    }
}
