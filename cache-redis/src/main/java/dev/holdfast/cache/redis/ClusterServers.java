package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheUrl.HostPort;
import dev.holdfast.cache.spi.DriverContext;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The masters of a cluster, each with a connection of its own, and the map of slots. The map is read again when a
 * server says MOVED, when a connection is lost and as long as one is missing, and every {@code clusterRefresh}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a refresh ends in a new map, or in another refresh
final class ClusterServers implements Servers {
    private static final long RETRY_MILLIS = 100;
    private static final byte[] CLUSTER_SLOTS = Frame.of(Frame.ascii("CLUSTER"), Frame.ascii("SLOTS"));

    private final LettuceGateway gateway;
    private final RedisOptions options;
    private final DriverContext context;
    private final String endpoint;
    private final NodeWatch watch;
    private final Map<HostPort, Node> nodes = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<@Nullable Node> bySlot = new AtomicReferenceArray<>(Slot.COUNT);
    private final ClusterReplicas replicas;
    private final AtomicBoolean refreshPlanned = new AtomicBoolean();
    private volatile @Nullable Future<?> refreshing;
    private volatile boolean closed;

    ClusterServers(
            LettuceGateway gateway, RedisOptions options, DriverContext context, String endpoint, NodeWatch watch) {
        this.gateway = gateway;
        this.options = options;
        this.context = context;
        this.endpoint = endpoint;
        this.watch = new RefreshingWatch(watch, this::planRefresh);
        this.replicas = new ClusterReplicas(
                options.readFrom(),
                new Replicas(
                        gateway, options, context, endpoint, new RefreshingWatch(NodeWatch.NOBODY, this::planRefresh)));
    }

    @Override
    public @Nullable ConnectFailure open() throws InterruptedException {
        startSeeds();
        for (Node seed : all()) {
            seed.awaitFirstTry();
        }
        ConnectFailure failure = refresh();
        for (Node node : all()) {
            node.awaitFirstTry();
        }
        replicas.awaitFirstTry();
        long period = options.clusterRefresh().toMillis();
        refreshing =
                gateway.executor().scheduleWithFixedDelay(this::planRefresh, period, period, TimeUnit.MILLISECONDS);
        if (failure != null) {
            planRefresh();
        }
        return failure;
    }

    private void startSeeds() {
        for (HostPort seed : options.hosts()) {
            node(new HostPort(seed.host(), seed.portOr(RedisOptions.DEFAULT_PORT)));
        }
    }

    /** The node at that place, connecting if it is new. */
    private Node node(HostPort place) {
        Node node = nodes.computeIfAbsent(place, this::started);
        if (closed) {
            node.close(); // too late for close() to have seen it
        }
        return node;
    }

    private Node started(HostPort place) {
        Node node = new Node(gateway, options, context, endpoint, place, watch);
        watch.added(node);
        node.start();
        return node;
    }

    private void planRefresh() {
        planRefresh(0);
    }

    private void planRefresh(long delayMillis) {
        if (!closed && refreshPlanned.compareAndSet(false, true)) {
            try {
                gateway.executor().schedule(this::plannedRefresh, delayMillis, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // closed, and the threads with it
            }
        }
    }

    private void plannedRefresh() {
        refreshPlanned.set(false);
        ConnectFailure failure = refresh();
        if (failure != null || all().stream().anyMatch(node -> node.wire() == null)) {
            planRefresh(RETRY_MILLIS);
        }
    }

    /** Asks one connected node after the other for the map; if there is none, calls on those the URL names. */
    private synchronized @Nullable ConnectFailure refresh() {
        if (closed) {
            return null;
        }
        ConnectFailure failure = new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, "no node can be reached", null);
        for (Map.Entry<HostPort, Node> entry : nodes.entrySet()) {
            if (entry.getValue().wire() == null) {
                failure = entry.getValue().lastFailure();
                continue;
            }
            Object reply = entry.getValue().inquire(CLUSTER_SLOTS);
            List<SlotRange> ranges = SlotRange.read(reply, entry.getKey().host());
            if (ranges != null) {
                apply(ranges);
                return null;
            }
            failure = reply instanceof ErrorReply error
                    ? ConnectFailures.ofMap(error)
                    : new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, "no node knows the slots yet", null);
        }
        startSeeds();
        return failure;
    }

    /**
     * Takes a map. Slots that it leaves out stay with their node: a server that has heard of a master's end, and not yet
     * of the next one, knows nobody for them, and theirs will say where they went.
     */
    private void apply(List<SlotRange> ranges) {
        boolean moved = false;
        for (SlotRange range : ranges) {
            Node master = node(range.master());
            for (int slot = range.first(); slot <= range.last(); slot++) {
                moved |= assign(slot, master);
            }
        }
        if (moved) {
            watch.slotsMoved();
        }
        replicas.apply(ranges);
        Set<Node> inUse = inUse();
        nodes.forEach((place, node) -> {
            if (!inUse.contains(node) && nodes.remove(place, node)) {
                node.close();
                watch.removed(node);
            }
        });
    }

    /** To whom slots lead; from one that was closed meanwhile they are taken away, so that anybody is asked for them. */
    private Set<Node> inUse() {
        Set<Node> inUse = new HashSet<>();
        for (int slot = 0; slot < Slot.COUNT; slot++) {
            Node node = bySlot.get(slot);
            if (node != null && !inUse.contains(node)) {
                if (nodes.containsValue(node)) {
                    inUse.add(node);
                } else {
                    bySlot.compareAndSet(slot, node, null);
                }
            }
        }
        return inUse;
    }

    /** Whether another node had the slot. */
    private boolean assign(int slot, Node master) {
        Node before = bySlot.getAndSet(slot, master);
        return before != null && before != master;
    }

    @Override
    public Node of(byte[] key) {
        Node node = bySlot.get(Slot.of(key));
        return node != null ? node : anyNode();
    }

    @Override
    public @Nullable Node reader(byte[] key) {
        return replicas.reader(key, of(key));
    }

    @Override
    public @Nullable Node otherReader(byte[] key, Node asked) {
        return replicas.otherReader(key, of(key), asked);
    }

    /** It will say where the slot is, or why it is nowhere. */
    private Node anyNode() {
        for (Node node : nodes.values()) {
            return node;
        }
        HostPort seed = options.hosts().get(0);
        return node(new HostPort(seed.host(), seed.portOr(RedisOptions.DEFAULT_PORT)));
    }

    @Override
    public Collection<Node> all() {
        return List.copyOf(nodes.values());
    }

    @Override
    public boolean isSpread() {
        return true;
    }

    /** {@code MOVED slot host:port} for good, {@code ASK slot host:port} for this once. */
    @Override
    public Node redirected(ErrorReply reply, Node by) {
        HostPort place = place(reply.lastWord(), by);
        String[] words = reply.text().split(" ", -1);
        if (place == null || words.length < 3) {
            return by;
        }
        Node node = node(place);
        if (reply.is("MOVED")) {
            if (words[1].matches("[0-9]{1,5}") && Integer.parseInt(words[1]) < Slot.COUNT) {
                if (assign(Integer.parseInt(words[1]), node)) {
                    watch.slotsMoved();
                }
            }
            planRefresh();
        }
        return node;
    }

    private static @Nullable HostPort place(String text, Node by) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            return null;
        }
        String host = colon == 0 ? by.host() : text.substring(0, colon);
        return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public void close() {
        closed = true;
        Future<?> started = refreshing;
        if (started != null) {
            started.cancel(false);
        }
        nodes.values().forEach(Node::close);
        replicas.close();
    }
}
