package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.fake.Sleeper;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Two caches, one of which may take what it is sent and never answer, on a clock that its timeouts advance. */
final class SilentSide {
    static final Ttl HOUR = Ttl.ofMinutes(60);
    static final Duration TIMEOUT = Duration.ofMillis(250);
    static final List<String> KEYS =
            IntStream.range(0, 20).mapToObj(i -> "key" + i).toList();

    private final FakeTicker ticker = FakeTicker.nearOverflow();
    final DistributedCache other = local();
    final FaultyCache silent = new FaultyCache(local(), FaultPlan.none(), TIMEOUT, Sleeper.advancing(ticker));

    private DistributedCache local() {
        return Caches.open("local:", CacheOptions.builder().ticker(ticker).build());
    }

    static Map<String, byte[]> entries(String value) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        KEYS.forEach(key -> entries.put(key, value.getBytes(US_ASCII)));
        return entries;
    }

    /** One that makes its repairs at once, in that phase. */
    FallbackCacheBuilder builder(DistributedCache newCache, DistributedCache oldCache, PhaseSwitch phases) {
        return FallbackCache.builder(newCache, oldCache)
                .phases(phases)
                .ticker(ticker)
                .timeout(TIMEOUT)
                .executor(Runnable::run);
    }

    /** How long a call takes while the one side is silent. */
    Duration waited(Runnable call) {
        silent.inject(CallFault.hang());
        Duration waited = took(call);
        silent.heal();
        return waited;
    }

    Duration took(Runnable call) {
        long start = ticker.getAsLong();
        call.run();
        return Duration.ofNanos(ticker.getAsLong() - start);
    }
}
