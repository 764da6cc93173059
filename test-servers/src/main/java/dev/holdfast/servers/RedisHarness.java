package dev.holdfast.servers;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A cache on a server, or on several behind a proxy, that can be broken. */
public class RedisHarness implements CacheHarness {
    /** Twice the default: a loaded machine, not the driver, is what a test must have patience with. */
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    /** Enough of them that each server has one. */
    private static final List<String> PROBES =
            IntStream.range(0, 16).mapToObj(i -> "probe" + i).toList();

    private final List<RedisServer> servers;
    private final String url;
    private final Link link;
    private final DistributedCache cache;
    private final DistributedCache peer;
    private boolean killed;
    private boolean paused;

    /** At that URL, which leads through the link. */
    public RedisHarness(RedisServer server, Link link, String url) {
        this(List.of(server), link, url);
    }

    public RedisHarness(List<RedisServer> servers, Link link, String url) {
        this.servers = servers;
        this.url = url;
        this.link = link;
        this.cache = Opening.patiently(() -> open(Map.of("timeout", TIMEOUT.toMillis() + "ms")));
        this.peer = Opening.patiently(() -> open(Map.of("timeout", "2s")));
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
    public final DistributedCache open(Map<String, String> parameters) {
        CacheOptions.Builder options = CacheOptions.builder();
        parameters.forEach(options::parameter);
        return Caches.open(url, options.build());
    }

    @Override
    public Duration expiryResolution() {
        return Duration.ofMillis(1);
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
            case REFUSE -> {
                killed = true;
                servers.forEach(RedisServer::kill);
            }
            case HANG -> {
                paused = true;
                servers.forEach(RedisServer::pause);
            }
            case RESTART_EMPTY -> servers.forEach(RedisServer::restart);
            case BLACK_HOLE -> link.loseAll();
            case LOSE_ANSWERS -> link.loseAnswers();
        }
    }

    @Override
    public void heal() {
        if (paused) {
            servers.forEach(RedisServer::resume);
        }
        if (killed) {
            servers.forEach(RedisServer::start);
        }
        link.pass();
        paused = false;
        killed = false;
        Awaitility.await("the other process").atMost(Duration.ofSeconds(5)).until(this::peerWorks);
    }

    /** How soon {@link #cache()} is back is the suite's to find out. */
    private boolean peerWorks() {
        try {
            PROBES.forEach(peer::get);
            return true;
        } catch (CacheException e) {
            if (e.isTransient()) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        cache.close();
        peer.close();
        link.close();
        servers.forEach(RedisServer::close);
    }
}
