package dev.holdfast.servers;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import dev.holdfast.cache.tck.fake.TcpFaultProxy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** The driver on real servers: the cache through wires that can be broken, its peer past them. */
public final class MemcachedHarness implements CacheHarness {
    /**
     * Four times the default: with three times as many busy processes as processors, answers were seen to take 300 ms
     * because the server or the selector's thread did not get one. A loaded machine is what a test must be patient with.
     */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final Duration RECOVERY = Duration.ofSeconds(3);

    private final List<ServerProcess> servers;
    private final List<Twemproxy> proxies;
    private final List<TcpFaultProxy> wires;
    private final String parameters;
    private final DistributedCache cache;
    private final DistributedCache peer;

    public MemcachedHarness(int servers, String parameters) {
        this(servers, false, parameters);
    }

    /** Three servers behind one twemproxy. */
    public static MemcachedHarness proxied() {
        return new MemcachedHarness(3, true, "?proxied=true");
    }

    private MemcachedHarness(int servers, boolean proxied, String parameters) {
        this.servers = IntStream.range(0, servers)
                .mapToObj(i -> ServerProcess.memcached())
                .toList();
        this.proxies = proxied ? List.of(new Twemproxy(this.servers.toArray(ServerProcess[]::new))) : List.of();
        this.wires = (proxied
                        ? proxies.stream().map(Twemproxy::port)
                        : this.servers.stream().map(ServerProcess::port))
                .map(port -> TcpFaultProxy.to("127.0.0.1", port))
                .toList();
        this.parameters = parameters;
        this.cache = Opening.patiently(() -> open(Map.of()));
        this.peer = Opening.patiently(() -> open(Map.of()));
    }

    @Override
    public DistributedCache cache() {
        return cache;
    }

    @Override
    public DistributedCache peer() {
        return peer;
    }

    @Override
    public DistributedCache open(Map<String, String> more) {
        CacheOptions.Builder options = CacheOptions.builder().parameter("timeout", TIMEOUT.toMillis() + "ms");
        more.forEach(options::parameter);
        String hosts = wires.stream().map(wire -> "127.0.0.1:" + wire.port()).collect(Collectors.joining(","));
        return Caches.open("memcached://" + hosts + parameters, options.build());
    }

    @Override
    public Duration expiryResolution() {
        return Duration.ofMillis(3_200); // the contract's 3 s, and what a loaded machine needs to look
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    @Override
    public Set<Fault> faults() {
        return EnumSet.allOf(Fault.class);
    }

    @Override
    public void cause(Fault fault) {
        switch (fault) {
            case REFUSE -> servers.forEach(ServerProcess::kill);
            case HANG -> servers.forEach(ServerProcess::hang);
            case BLACK_HOLE -> wires.forEach(TcpFaultProxy::blackHole);
            case LOSE_ANSWERS -> wires.forEach(wire -> wire.resetAfter(0));
            case RESTART_EMPTY -> servers.forEach(ServerProcess::restart);
        }
    }

    @Override
    public void heal() {
        wires.forEach(TcpFaultProxy::pass);
        for (ServerProcess server : servers) {
            if (server.isAlive()) {
                server.resume();
            } else {
                server.restart();
            }
        }
        // the suite waits for one key of the cache, then uses others and the peer, which may be a moment behind
        if (servers.size() > 1) {
            awaitAnswer(cache);
        }
        awaitAnswer(peer);
    }

    private static void awaitAnswer(DistributedCache one) {
        Awaitility.await().atMost(RECOVERY).pollInterval(Duration.ofMillis(5)).until(() -> answers(one));
    }

    private static boolean answers(DistributedCache one) {
        try {
            one.ping();
            return true;
        } catch (CacheTransientException e) {
            return false;
        }
    }

    @Override
    public void close() {
        cache.close();
        peer.close();
        wires.forEach(TcpFaultProxy::close);
        proxies.forEach(Twemproxy::close);
        servers.forEach(ServerProcess::close);
    }
}
