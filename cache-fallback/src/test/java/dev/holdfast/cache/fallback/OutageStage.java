package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheEvent.StateMoved;
import dev.holdfast.cache.CacheObserver;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** A server, the way to it, and one process's breaker: on a clock and a schedule that the test moves by hand. */
final class OutageStage implements AutoCloseable {
    static final Ttl LONG = Ttl.ofMinutes(10);
    static final Duration TIMEOUT = Duration.ofMillis(250);

    final FakeTicker ticker = FakeTicker.nearOverflow();
    final HandSchedule schedule = new HandSchedule();
    final List<StateMoved> moves = Collections.synchronizedList(new ArrayList<>());
    final DistributedCache server;
    final FaultyCache remote;
    final CircuitBreakerCache cache;

    OutageStage() {
        this(DegradedPolicy.defaults());
    }

    OutageStage(DegradedPolicy policy) {
        this(policy, BreakerOptions.defaults());
    }

    OutageStage(DegradedPolicy policy, BreakerOptions options) {
        this(null, policy, options, UnaryOperator.identity());
    }

    /** Another process on the same server, or the first where there is none. */
    OutageStage(
            DistributedCache server,
            DegradedPolicy policy,
            BreakerOptions options,
            UnaryOperator<DistributedCache> around) {
        this(server, policy, options, around, UnaryOperator.identity());
    }

    OutageStage(
            DistributedCache server,
            DegradedPolicy policy,
            BreakerOptions options,
            UnaryOperator<DistributedCache> around,
            UnaryOperator<DistributedCache> aroundLocal) {
        this.server = server == null ? opened("local:server") : server;
        this.remote = new FaultyCache(this.server, FaultPlan.none(), TIMEOUT, Sleeper.advancing(ticker));
        this.cache = CircuitBreakerCache.builder(around.apply(remote))
                .local(aroundLocal.apply(opened("local:here")))
                .breaker(options)
                .degraded(policy)
                .ticker(ticker)
                .random(() -> 0) // no jitter
                .schedule(schedule)
                .observer(new CacheObserver() {
                    @Override
                    public void on(dev.holdfast.cache.CacheEvent event) {
                        moves.add((StateMoved) event);
                    }

                    @Override
                    public boolean inline() {
                        return true;
                    }
                })
                .build();
    }

    private DistributedCache opened(String url) {
        return Caches.open(url, CacheOptions.builder().ticker(ticker).build());
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    /** The server goes away, and so many calls find out that the breaker opens. */
    void fall() {
        remote.inject(CallFault.failBefore());
        for (int i = 0; i < 200 && !cache.state().isAway(); i++) {
            try {
                cache.get("what the fall is found out with");
            } catch (dev.holdfast.cache.CacheTransientException e) {
                // values FAIL
            }
        }
        assertThat(cache.state()).isEqualTo(BreakerState.OPEN);
    }

    /** The server is back, and the recovery takes the step that is due. */
    void rise() {
        remote.heal();
        cache.remoteIsBack();
        schedule.run();
    }

    String read(String key) {
        return text(cache.get(key));
    }

    String onServer(String key) {
        return text(server.get(key));
    }

    List<String> states() {
        return moves.stream().map(move -> move.from() + " → " + move.to()).toList();
    }

    @Override
    public void close() {
        cache.close();
    }
}
