package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheUrl.HostPort;
import dev.holdfast.cache.spi.DriverContext;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Connections to replicas, which are asked for reads alone. Who they are is told by whoever knows the masters. */
final class Replicas {
    private final LettuceGateway gateway;
    private final RedisOptions options;
    private final DriverContext context;
    private final String endpoint;
    private final NodeWatch watch;
    private final Map<HostPort, Node> nodes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Replicas(LettuceGateway gateway, RedisOptions options, DriverContext context, String endpoint, NodeWatch watch) {
        this.gateway = gateway;
        this.options = options;
        this.context = context;
        this.endpoint = endpoint;
        this.watch = watch;
    }

    /** The nodes at those places, in an order that all processes share, connecting where they are new. */
    Node[] at(Collection<HostPort> places) {
        Node[] all = places.stream()
                .distinct()
                .sorted(Comparator.comparing(HostPort::toString))
                .map(place -> nodes.computeIfAbsent(place, this::started))
                .toArray(Node[]::new);
        if (closed) {
            close(); // too late for it to have seen them
        }
        return all;
    }

    private Node started(HostPort place) {
        Node node = Node.replica(gateway, options, context, endpoint, place, watch);
        node.start();
        return node;
    }

    /** Ends the connections to all others. */
    void keepOnly(Collection<HostPort> places) {
        nodes.forEach((place, node) -> {
            if (!places.contains(place) && nodes.remove(place, node)) {
                node.close();
            }
        });
    }

    /** Waits until each was tried once. */
    void awaitFirstTry() throws InterruptedException {
        for (Node node : nodes.values()) {
            node.awaitFirstTry();
        }
    }

    void close() {
        closed = true;
        nodes.values().forEach(Node::close);
    }
}
