package dev.holdfast.it;

import com.github.benmanes.caffeine.cache.Cache;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.fake.Sleeper;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The local driver behind {@link FaultyCache}, which makes a server of it that can break: what a network cache is. */
public final class FaultyLocalHarness implements CacheHarness {
    private static final Duration TIMEOUT = Duration.ofMillis(40);

    private final FakeTicker ticker;
    private final UnaryOperator<DistributedCache> decorator;
    private final DistributedCache store;
    private final FaultyCache faulty;
    private final DistributedCache cache;
    private final DistributedCache peer;

    FaultyLocalHarness() {
        this(UnaryOperator.identity());
    }

    FaultyLocalHarness(UnaryOperator<DistributedCache> decorator) {
        this(FakeTicker.nearOverflow(), decorator);
    }

    /** On a ticker that several share. */
    public FaultyLocalHarness(FakeTicker ticker) {
        this(ticker, UnaryOperator.identity());
    }

    private FaultyLocalHarness(FakeTicker ticker, UnaryOperator<DistributedCache> decorator) {
        this.ticker = ticker;
        this.decorator = decorator;
        this.store = openStore(Map.of());
        this.faulty = faulty(store);
        this.cache = decorator.apply(faulty);
        this.peer = decorator.apply(faulty(store));
    }

    private static FaultyCache faulty(DistributedCache store) {
        return new FaultyCache(store, FaultPlan.none(), TIMEOUT, Sleeper.real());
    }

    private DistributedCache openStore(Map<String, String> parameters) {
        CacheOptions.Builder options = CacheOptions.builder().ticker(ticker);
        parameters.forEach(options::parameter);
        return Caches.open("local:", options.build());
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
        return decorator.apply(faulty(openStore(parameters)));
    }

    @Override
    public long nanoTime() {
        return ticker.getAsLong();
    }

    @Override
    public void advance(Duration duration) {
        ticker.advance(duration);
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
            case REFUSE -> faulty.inject(CallFault.failBefore());
            case HANG, BLACK_HOLE -> faulty.inject(CallFault.hang());
            case LOSE_ANSWERS -> faulty.inject(CallFault.loseAnswer());
            case RESTART_EMPTY -> store.unwrap(Cache.class).invalidateAll();
        }
    }

    @Override
    public void heal() {
        faulty.heal();
    }

    @Override
    public void close() {
        store.close();
    }
}
