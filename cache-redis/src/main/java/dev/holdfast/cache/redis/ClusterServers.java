package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheUrl.HostPort;
import dev.holdfast.cache.spi.DriverContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The masters of a cluster, each with a connection of its own, and the map of slots. The map is read again when a
 * server says MOVED, when a connection is lost and as long as one is missing, and every {@code clusterRefresh}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what is closed later is closed with the cache at the latest
final class ClusterServers implements Servers {
    private static final byte[] CLUSTER_SLOTS = Frame.of(Frame.ascii("CLUSTER"), Frame.ascii("SLOTS"));

    private final LettuceGateway gateway;
    private final RedisOptions options;
    private final DriverContext context;
    private final String endpoint;
    private final NodeWatch watch;
    private final Map<HostPort, Node> nodes = new ConcurrentHashMap<>();
    /** When a slot was taken from a node, or a server's answer led to it: calls may be under way there, or come. */
    private final Map<HostPort, Long> ledToNanos = new ConcurrentHashMap<>();

    private final AtomicReferenceArray<@Nullable Node> bySlot = new AtomicReferenceArray<>(Slot.COUNT);
    /** Who said CLUSTERDOWN since the last map. */
    private final Set<Node> doubted = ConcurrentHashMap.newKeySet();

    private int turn;
    private final ClusterReplicas replicas;
    private final Refresher refresher;
    private volatile boolean closed;

    ClusterServers(
            LettuceGateway gateway, RedisOptions options, DriverContext context, String endpoint, NodeWatch watch) {
        this.gateway = gateway;
        this.options = options;
        this.context = context;
        this.endpoint = endpoint;
        this.refresher = new Refresher(gateway.executor(), this::refresh);
        this.watch = new RefreshingWatch(watch, refresher::plan);
        this.replicas = new ClusterReplicas(
                options.readFrom(),
                new Replicas(
                        gateway, options, context, endpoint, new RefreshingWatch(NodeWatch.NOBODY, refresher::plan)));
    }

    @Override
    public @Nullable ConnectFailure open() throws InterruptedException {
        startSeeds();
        for (Node seed : all()) {
            seed.awaitFirstTry();
        }
        ConnectFailure failure = Refresher.await(readMap()); // each node that is asked has its timeout
        for (Node node : all()) {
            node.awaitFirstTry();
        }
        replicas.awaitFirstTry();
        refresher.start(options.clusterRefresh());
        if (failure != null) {
            refresher.plan();
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

    /** Whether the map could be read, and a connection is missing nowhere. */
    private CompletableFuture<Boolean> refresh() {
        return readMap().thenApply(failure -> failure == null && all().stream().noneMatch(node -> node.wire() == null));
    }

    /**
     * Asks one connected node after the other for the map; if there is none, calls on those the URL names. Completes with
     * null, or why nobody told it.
     */
    private CompletableFuture<@Nullable ConnectFailure> readMap() {
        return readMap(toAsk().iterator(), unreachable("no node can be reached"));
    }

    /** Another one first each time, since any may be cut off; last those whose word counts less. */
    private synchronized List<Node> toAsk() {
        List<Node> order = new ArrayList<>(nodes.values());
        Collections.rotate(order, turn++);
        Set<Node> trusted = inUse();
        trusted.removeAll(doubted);
        order.sort(Comparator.comparing(node -> !trusted.contains(node)));
        return order;
    }

    private CompletableFuture<@Nullable ConnectFailure> readMap(Iterator<Node> left, ConnectFailure before) {
        if (closed) {
            return CompletableFuture.completedFuture(null);
        }
        ConnectFailure failure = before;
        while (left.hasNext()) {
            Node node = left.next();
            if (node.wire() != null) {
                return node.inquire(CLUSTER_SLOTS)
                        .thenComposeAsync(reply -> takeOrAskOn(reply, node, left), gateway.executor());
            }
            failure = node.lastFailure();
        }
        startSeeds();
        return CompletableFuture.completedFuture(failure);
    }

    private CompletableFuture<@Nullable ConnectFailure> takeOrAskOn(
            @Nullable Object reply, Node asked, Iterator<Node> left) {
        List<SlotRange> ranges = SlotRange.read(reply, asked.host());
        if (ranges != null) {
            apply(ranges);
            return CompletableFuture.completedFuture(null);
        }
        return readMap(
                left,
                reply instanceof ErrorReply error
                        ? ConnectFailures.ofMap(error)
                        : unreachable("no node knows the slots yet"));
    }

    private static ConnectFailure unreachable(String detail) {
        return new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, detail, null);
    }

    /**
     * Takes a map. Slots that it leaves out stay with their node: a server that has heard of a master's end, and not yet
     * of the next one, knows nobody for them, and theirs will say where they went.
     */
    private synchronized void apply(List<SlotRange> ranges) {
        doubted.clear();
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
        if (!closeUnused()) {
            closeUnusedLater();
        }
    }

    private void closeUnusedLater() {
        try {
            Runnable close = this::closeUnused;
            gateway.executor().schedule(close, 2 * options.timeout().toMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // closed, and the threads with it
        }
    }

    /** Whether none is left that may be asked although no slot leads to it. */
    private synchronized boolean closeUnused() {
        Set<Node> inUse = inUse();
        nodes.forEach((place, node) -> {
            if (!inUse.contains(node) && !mayBeAsked(place, node) && nodes.remove(place, node)) {
                ledToNanos.remove(place);
                node.close();
                watch.removed(node);
            }
        });
        return inUse.containsAll(nodes.values());
    }

    /** Whether calls may wait for its answers although no slot leads to it: for as long as two timeouts. */
    private boolean mayBeAsked(HostPort place, Node node) {
        Long since = ledToNanos.get(place);
        boolean isLost = node.wire() == null && node.firstTry().isDone();
        return since != null
                && !isLost
                && System.nanoTime() - since < 2 * options.timeout().toNanos();
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
        if (before == null || before == master) {
            return false;
        }
        ledTo(before.place());
        return true;
    }

    private void ledTo(@Nullable HostPort place) {
        if (place != null) {
            ledToNanos.put(place, System.nanoTime());
        }
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
    public boolean readsFromMasters() {
        return options.readFrom() == ReadFrom.MASTER;
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
        ledTo(place);
        Node node = node(place);
        if (reply.is("MOVED")) {
            if (words[1].matches("[0-9]{1,5}") && Integer.parseInt(words[1]) < Slot.COUNT) {
                if (assign(Integer.parseInt(words[1]), node)) {
                    watch.slotsMoved();
                }
            }
            refresher.plan();
        }
        return node;
    }

    @Override
    public void doubt(Node node) {
        doubted.add(node);
        refresher.planRetry(); // not at once: where all are down each call says so
    }

    private static @Nullable HostPort place(String text, Node by) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
            return null;
        }
        String host = SlotRange.host(text.substring(0, colon), by.host());
        return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public void close() {
        closed = true;
        refresher.close();
        nodes.values().forEach(Node::close);
        replicas.close();
    }
}
