package dev.holdfast.servers;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A cache on servers that are not broken, but may take over from each other. */
public final class UnbrokenHarness implements CacheHarness {
    private final String url;
    private final Consumer<String> relocation;
    private final DistributedCache cache;
    private final DistributedCache peer;

    /** Where an entry moves to another server, of its key, by that action. */
    public UnbrokenHarness(String url, Consumer<String> relocation) {
        this.url = url;
        this.relocation = relocation;
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
    public DistributedCache open(Map<String, String> parameters) {
        // nothing is broken here, so what is waited for is a loaded machine
        CacheOptions.Builder options = CacheOptions.builder().parameter("timeout", "2s");
        parameters.forEach(options::parameter);
        return Caches.open(url, options.build());
    }

    @Override
    public Duration expiryResolution() {
        return Duration.ofMillis(1);
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Set<Fault> faults() {
        return Set.of();
    }

    @Override
    public void relocate(String key) {
        relocation.accept(key);
    }

    @Override
    public void close() {
        cache.close();
        peer.close();
    }
}
