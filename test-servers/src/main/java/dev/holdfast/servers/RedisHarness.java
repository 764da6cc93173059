package dev.holdfast.servers;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;

/** A cache on a server that can be broken. */
public class RedisHarness implements CacheHarness {
    /** Twice the default: a loaded machine, not the driver, is what a test must have patience with. */
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final RedisServer server;
    private final String url;
    private final Link link;
    private final DistributedCache cache;
    private final DistributedCache peer;
    private boolean killed;
    private boolean paused;

    /** At that URL, which leads through the link. */
    public RedisHarness(RedisServer server, Link link, String url) {
        this.server = server;
        this.url = url;
        this.link = link;
        this.cache = open(Map.of("timeout", TIMEOUT.toMillis() + "ms"));
        this.peer = open(Map.of("timeout", "2s"));
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
                server.kill();
            }
            case HANG -> {
                paused = true;
                server.pause();
            }
            case RESTART_EMPTY -> server.restart();
            case BLACK_HOLE -> link.loseAll();
            case LOSE_ANSWERS -> link.loseAnswers();
        }
    }

    @Override
    public void heal() {
        if (paused) {
            server.resume();
        }
        if (killed) {
            server.start();
        }
        link.pass();
        paused = false;
        killed = false;
        Awaitility.await("the other process").atMost(Duration.ofSeconds(5)).until(this::peerWorks);
    }

    /** How soon {@link #cache()} is back is the suite's to find out. */
    private boolean peerWorks() {
        try {
            peer.ping();
            return true;
        } catch (CacheTransientException e) {
            return false;
        }
    }

    @Override
    public void close() {
        cache.close();
        peer.close();
        link.close();
        server.close();
    }
}
