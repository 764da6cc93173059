package dev.holdfast.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.cache.observe.CacheStats;
import dev.holdfast.cache.observe.GuardedObserver;
import dev.holdfast.cache.probe.BrokenDriver;
import dev.holdfast.cache.probe.DriverClassPath;
import dev.holdfast.cache.probe.ProbeDriver;
import dev.holdfast.cache.probe.RivalDriver;
import dev.holdfast.cache.spi.CacheDriver;
import dev.holdfast.cache.spi.DriverContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CachesTest {
    private final DriverClassPath classPath;
    private final List<CacheEvent> events = new ArrayList<>();
    private final CacheObserver observer = new InlineObserver(events::add);

    CachesTest(@TempDir Path folder) throws Exception {
        classPath = new DriverClassPath(folder);
        classPath.register(ProbeDriver.class);
    }

    private DistributedCache open(String url, CacheOptions options) throws Exception {
        return classPath.call(() -> Caches.open(url, options));
    }

    private DriverContext context(String url, CacheOptions options) throws Exception {
        return open(url, options).unwrap(DriverContext.class);
    }

    private CacheConfigurationException problem(String url) throws Exception {
        return classPath.call(() -> catchThrowableOfType(CacheConfigurationException.class, () -> Caches.open(url)));
    }

    @Test
    void open_withDefaults_givesThemToTheDriver() throws Exception {
        DriverContext context = context("probe:", CacheOptions.defaults());

        assertThat(context.timeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(context.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(context.maxValueBytes()).isEqualTo((1 << 20) - (1 << 10));
        assertThat(context.startDegraded()).isFalse();
        assertThat(context.observer()).isSameAs(CacheObserver.none());
    }

    @Test
    void open_withOptions_givesThemToTheDriver() throws Exception {
        Random random = new Random(1);
        CacheOptions options = CacheOptions.builder()
                .parameter("timeout", "2s")
                .parameter("startDegraded", "true")
                .ticker(() -> 5)
                .clock(() -> java.time.Instant.EPOCH)
                .random(random)
                .build();

        DriverContext context = context("probe:?timeout=1s&connectTimeout=3s&maxValueBytes=1KiB", options);

        assertThat(context.timeout()).as("options override the URL").isEqualTo(Duration.ofSeconds(2));
        assertThat(context.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(context.maxValueBytes()).isEqualTo(1024);
        assertThat(context.startDegraded()).isTrue();
        assertThat(context.ticker().getAsLong()).isEqualTo(5);
        assertThat(context.clock().instant()).isEqualTo(java.time.Instant.EPOCH);
        assertThat(context.random()).isSameAs(random);
    }

    @Test
    void open_withBadParameters_namesAllOfThem() throws Exception {
        CacheConfigurationException problem =
                problem("probe:?timeout=0s&connectTimeout=6m&maxValueBytes=0&startDegraded=maybe&fial=none&prefix="
                        + "x".repeat(1025));

        assertThat(problem.problems())
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).isEqualTo("timeout must be from 1ms to 300s, not '0s'"),
                        one -> assertThat(one).isEqualTo("connectTimeout must be from 1ms to 300s, not '6m'"),
                        one -> assertThat(one).startsWith("maxValueBytes must be a number from 1 to 536870912"),
                        one -> assertThat(one).startsWith("startDegraded must be true or false"),
                        one -> assertThat(one).startsWith("prefix: a key must be at most 1024"),
                        one -> assertThat(one).startsWith("there is no parameter fial, did you mean fail?"));
    }

    @ParameterizedTest
    @CsvSource({
        "rediss-cluster://h, add dev.holdfast:cache-redis",
        "memcached://h, add dev.holdfast:cache-memcached",
        "breaker:local:, add dev.holdfast:cache-fallback",
        "local:, add dev.holdfast:cache-local",
        "redsi://h, did you mean redis?",
        "prob:, did you mean probe?",
        "jdbc://h, there is no driver for the scheme jdbc;"
    })
    void open_ofUnknownScheme_saysWhatToAdd(String url, String mend) throws Exception {
        assertThat(problem(url).problems())
                .singleElement()
                .asString()
                .contains(mend)
                .endsWith("; found: ProbeDriver for probe, probes");
    }

    @Test
    void open_withoutAnyDriver_saysSo() {
        assertThatThrownBy(() -> Caches.open("redis://user:hidden@h"))
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining("add dev.holdfast:cache-redis; found: none")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void open_withTwoDriversOfAScheme_namesBoth() throws Exception {
        classPath.register(ProbeDriver.class, RivalDriver.class);

        assertThat(problem("probe:x").problems())
                .singleElement()
                .asString()
                .contains(ProbeDriver.class.getName(), RivalDriver.class.getName(), "leave one of them");
        assertThat(open("probes:", CacheOptions.defaults())).isNotNull();
    }

    @Test
    void open_withABrokenDriver_saysWhichAndWhy() throws Exception {
        classPath.register(BrokenDriver.class);
        assertThat(problem("probe:"))
                .hasMessageContainingAll("can't be loaded", BrokenDriver.class.getName(), "no native library");

        classPath.register("no.such.Driver");
        assertThat(problem("probe:")).hasMessageContainingAll("can't be loaded", "no.such.Driver");

        classPath.register("not a class name");
        assertThat(problem("probe:")).hasMessageContainingAll("can't be loaded", CacheDriver.class.getName());

        byte[] ofALaterJava = DriverClassPath.bytes(RivalDriver.class);
        ofALaterJava[6] = 100;
        classPath.add(RivalDriver.class.getName(), ofALaterJava);
        classPath.register(RivalDriver.class.getName());
        assertThat(problem("probe:")).hasMessageContainingAll("can't be loaded", "RivalDriver");
    }

    @Test
    void open_withPrefix_putsItBeforeEveryKey() throws Exception {
        assertThat(open("probe:?prefix=app:", CacheOptions.defaults()).get("k")).isEqualTo("app:k".getBytes(UTF_8));
        assertThat(open("probe:?prefix=", CacheOptions.defaults()).get("k")).isEqualTo("k".getBytes(UTF_8));
    }

    @Test
    void open_withObserver_tellsOfEachCallOnce() throws Exception {
        CacheOptions options = CacheOptions.builder().observer(observer).build();
        DistributedCache cache = open("probe:?prefix=p:", options);
        events.clear();

        cache.get("k");

        assertThat(events).singleElement().isInstanceOfSatisfying(CacheEvent.Call.class, call -> {
            assertThat(call.operation()).isEqualTo(Operation.GET);
            assertThat(call.key()).isEqualTo("k");
            assertThat(call.endpoint()).isEqualTo("probe:");
        });
        assertThat(cache.unwrap(CacheObserver.class)).isInstanceOf(GuardedObserver.class);
    }

    @Test
    void open_ofComposite_tellsOfEachCallOnceAndOfEveryMembersMoves() throws Exception {
        CacheOptions options = CacheOptions.builder()
                .observer(observer)
                .parameter("timeout", "9ms")
                .build();
        DistributedCache cache = open("probe:[probe:a?prefix=x]|[probes:[probe:b]|probe:c]", options);
        assertThat(events)
                .extracting(CacheEvent::endpoint)
                .containsExactly(
                        "probe:probe:a|probes:probe:b|probe:c",
                        "probe:a",
                        "probes:probe:b|probe:c",
                        "probe:b",
                        "probe:c");
        events.clear();

        cache.get("k");

        assertThat(events).singleElement().isInstanceOf(CacheEvent.Call.class);
        assertThat(cache.unwrap(DriverContext.class).timeout()).isEqualTo(Duration.ofMillis(9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"probe:?fail=unavailable", "probe:?fail=error", "probe:[probe:?fail=error]"})
    void open_thatFails_leavesNoThreadBehind(String url) throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        AtomicReference<Thread> thread = new AtomicReference<>();
        CacheOptions options = CacheOptions.builder()
                .observer(event -> {
                    thread.set(Thread.currentThread());
                    told.countDown();
                })
                .build();

        assertThatThrownBy(() -> open(url, options))
                .isInstanceOfAny(CacheUnavailableException.class, NoClassDefFoundError.class);

        assertThat(told.await(5, TimeUnit.SECONDS))
                .as("what was said before is delivered")
                .isTrue();
        assertThat(thread.get()).isNotSameAs(Thread.currentThread());
        thread.get().join(10_000);
        assertThat(thread.get().isAlive()).isFalse();
    }

    @Test
    void close_endsTheObserversGuard() throws Exception {
        CacheOptions options = CacheOptions.builder().observer(event -> {}).build();
        DistributedCache cache = open("probe:", options);
        GuardedObserver guard = (GuardedObserver) cache.unwrap(CacheObserver.class);

        cache.close();
        guard.on(new CacheEvent.StateMoved("probe", "probe:", "open", "closed", "too late"));

        assertThat(guard.dropped()).isEqualTo(1);
    }

    @Test
    void open_withACallersGuard_leavesItOpen() throws Exception {
        CountDownLatch told = new CountDownLatch(4);
        try (GuardedObserver shared = GuardedObserver.around(event -> told.countDown())) {
            CacheOptions options = CacheOptions.builder().observer(shared).build();
            DistributedCache first = open("probe:", options);
            DistributedCache second = open("probe:", options);
            assertThatThrownBy(() -> open("probe:?fail=unavailable", options))
                    .isInstanceOf(CacheUnavailableException.class);

            first.close();
            second.get("k");

            assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(shared.dropped()).isZero();
        }
    }

    @Test
    void open_withStats_countsUndecodable() throws Exception {
        CacheStats stats = new CacheStats();
        DistributedCache cache =
                open("probe:", CacheOptions.builder().observer(stats).build());
        Codec<String> refusing = new Codec<>() {
            @Override
            public byte[] encode(String value) {
                throw CacheCodecException.encoding("never", null);
            }

            @Override
            public String decode(byte[] bytes) {
                throw CacheCodecException.decoding("never", null);
            }
        };

        assertThat(cache.namespaced("n").typed(refusing).get("k")).isNull();

        assertThat(stats.undecodable()).isEqualTo(1);
        assertThat(stats.hits()).isEqualTo(1);
    }

    @Test
    void drivers_areFoundOnce() throws Exception {
        classPath.register(ProbeDriver.class, RivalDriver.class);

        assertThat(classPath.call(Caches::drivers))
                .extracting(driver -> driver.getClass().getName())
                .containsExactly(ProbeDriver.class.getName(), RivalDriver.class.getName());
        assertThat(Caches.drivers()).isEmpty();
    }

    @Test
    void nulls_areRefused() {
        assertThatNullPointerException().isThrownBy(() -> Caches.open((String) null));
        assertThatNullPointerException().isThrownBy(() -> Caches.open("local:", null));
        assertThatNullPointerException().isThrownBy(() -> Caches.open((CacheUrl) null, CacheOptions.defaults()));
        CacheOptions.Builder builder = CacheOptions.builder();
        assertThatNullPointerException().isThrownBy(() -> builder.parameter(null, "x"));
        assertThatNullPointerException().isThrownBy(() -> builder.parameter("x", null));
        assertThatNullPointerException().isThrownBy(() -> builder.observer(null));
        assertThatNullPointerException().isThrownBy(() -> builder.ticker(null));
        assertThatNullPointerException().isThrownBy(() -> builder.clock(null));
        assertThatNullPointerException().isThrownBy(() -> builder.random(null));
    }

    @Test
    void options_areTheirOwnAndShowNoParameter() {
        CacheOptions.Builder builder = CacheOptions.builder().parameter("password", "hidden");
        CacheOptions options = builder.build();
        builder.parameter("other", "x");

        assertThat(options.parameters()).isEqualTo(Map.of("password", "hidden"));
        assertThat(options).hasToString("CacheOptions[password]");
        assertThat(CacheOptions.defaults()).isSameAs(CacheOptions.defaults());
    }
}
