package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheUrl.HostPort;
import dev.holdfast.cache.spi.DriverContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One master for all keys, and its replicas for reads. They are those that the URL names or, where it names none, those
 * that the master itself lists; the list is read again when a connection is lost and every {@code replicaRefresh}.
 */
final class ReplicatedServer implements Servers {
    private static final byte[] INFO = Frame.of(Frame.ascii("INFO"), Frame.ascii("replication"));

    private final LettuceGateway gateway;
    private final RedisOptions options;
    private final Node master;
    private final Replicas connections;
    private final Refresher refresher;
    private volatile Node[] replicas = {};

    ReplicatedServer(
            LettuceGateway gateway, RedisOptions options, DriverContext context, String endpoint, NodeWatch watch) {
        this.gateway = gateway;
        this.options = options;
        refresher = new Refresher(gateway.executor(), this::refresh);
        master = new Node(gateway, options, context, endpoint, null, new RefreshingWatch(watch, refresher::plan));
        watch.added(master);
        connections = new Replicas(
                gateway, options, context, endpoint, new RefreshingWatch(NodeWatch.NOBODY, refresher::plan));
    }

    @Override
    public @Nullable ConnectFailure open() throws InterruptedException {
        master.start();
        replicas = connections.at(options.replicas());
        master.awaitFirstTry();
        boolean known = Refresher.await(refresh());
        connections.awaitFirstTry();
        refresher.start(options.replicaRefresh());
        if (!known) {
            refresher.planRetry();
        }
        return master.wire() == null ? master.lastFailure() : null;
    }

    /** Asks the master for its replicas; false if it does not tell. Those known before are kept until it does. */
    private CompletableFuture<Boolean> refresh() {
        Wire asked = master.wire();
        return options.replicas().isEmpty()
                ? master.inquire(INFO).thenApplyAsync(info -> take(info, asked), gateway.executor())
                : CompletableFuture.completedFuture(true);
    }

    private synchronized boolean take(@Nullable Object info, @Nullable Wire asked) {
        if (asked == null || !(info instanceof byte[] text)) {
            return false;
        }
        List<HostPort> listed = listed(new String(text, StandardCharsets.UTF_8));
        if (listed == null) {
            master.reconnect(asked); // no master any more
            return options.kind() != RedisOptions.Kind.SENTINEL; // who may not know yet
        }
        replicas = connections.at(listed);
        connections.keepOnly(listed);
        return true;
    }

    /** The replicas that are in step, of lines such as {@code slave0:ip=10.0.0.2,port=6379,state=online,…}. */
    static @Nullable List<HostPort> listed(String info) {
        List<HostPort> listed = new ArrayList<>();
        boolean isMaster = false;
        for (String line : info.split("\r\n", -1)) {
            isMaster |= line.equals("role:master");
            if (line.matches("slave[0-9]+:.*,state=online,.*")) {
                HostPort place = place(line);
                if (place != null) {
                    listed.add(place);
                }
            }
        }
        return isMaster ? listed : null;
    }

    private static @Nullable HostPort place(String line) {
        String host = "";
        String port = "";
        for (String word : line.substring(line.indexOf(':') + 1).split(",", -1)) {
            if (word.startsWith("ip=")) {
                host = word.substring("ip=".length());
            } else if (word.startsWith("port=")) {
                port = word.substring("port=".length());
            }
        }
        return host.isEmpty() || !port.matches("[1-9][0-9]{0,4}") ? null : new HostPort(host, Integer.parseInt(port));
    }

    @Override
    public Node of(byte[] key) {
        return master;
    }

    @Override
    public @Nullable Node reader(byte[] key) {
        return options.readFrom().choose(master, replicas, Slot.of(key));
    }

    @Override
    public boolean readsFromMasters() {
        return false;
    }

    @Override
    public @Nullable Node otherReader(byte[] key, Node asked) {
        return options.readFrom().chooseAnother(master, replicas, Slot.of(key), asked);
    }

    @Override
    public Collection<List<String>> byReader(List<String> keys) {
        Map<@Nullable Node, List<String>> groups = new LinkedHashMap<>();
        for (String key : keys) {
            groups.computeIfAbsent(reader(Frame.utf8(key)), unknown -> new ArrayList<>())
                    .add(key);
        }
        return groups.values();
    }

    @Override
    public Collection<Node> all() {
        return List.of(master);
    }

    @Override
    public boolean isSpread() {
        return false;
    }

    @Override
    public Node redirected(ErrorReply reply, Node by) {
        return by;
    }

    @Override
    public void close() {
        refresher.close();
        master.close();
        connections.close();
    }
}
