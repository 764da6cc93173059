package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DemoTest {
    private final Output out = new Output();
    private final Output err = new Output();

    private int run(Function<String, DistributedCache> opener, List<Act> acts, String... arguments) {
        return new Demo(out.stream(), err.stream(), Output.PLAIN, opener, acts).run(List.of(arguments));
    }

    @Test
    void run_onLocal_playsEveryActAndKeepsEveryPromise() {
        int exit = run(Caches::open, Repertoire.acts(), "--quick", "--seed", "7");

        assertThat(out.text())
                .contains("Holdfast on local: · seed 7", "┌──", "All 11 promises held")
                .contains(Repertoire.acts().stream().map(Act::title).toList())
                .contains("│ queries", "│ made, of 4 answers", "│ incr", "│ TTL given", "│ get, getAll")
                .doesNotContain(Output.ESCAPE, "\r", "BROKEN");
        assertThat(err.text()).isEmpty();
        assertThat(exit).isEqualTo(Demo.KEPT);
    }

    @Test
    void run_onCacheThatLosesCounts_namesTheBrokenPromiseAndFails() {
        int exit = run(url -> new Forgetful(Caches.open(url)), List.of(new VisitorsAct()), "--quick");

        assertThat(exit).isEqualTo(Demo.BROKEN);
        assertThat(out.text())
                .endsWith("✗ BROKEN: The visitors counter: incr lost no visitor" + System.lineSeparator())
                .contains("✓ gets, +1, cas lost no visitor");
    }

    @Test
    void run_onCacheThatFails_saysHowAndPlaysOn() {
        int exit =
                run(url -> new Unreachable(Caches.open(url)), List.of(new VisitorsAct(), new ErrorsAct()), "--quick");

        assertThat(exit).isEqualTo(Demo.BROKEN);
        assertThat(out.text())
                .contains("✗ BROKEN: The visitors counter: the act plays to its end, but: the wire is cut")
                .contains("2 of 2 · Errors worth having")
                .contains("expire within minutes; deleting them failed: the wire is cut")
                .doesNotContain("\tat ");
    }

    @Test
    void run_always_deletesWhatItStored() {
        List<String> stored = Collections.synchronizedList(new ArrayList<>());
        CacheOptions options = CacheOptions.builder()
                .observer(event -> {
                    if (event instanceof CacheEvent.Call call
                            && call.result() == CacheEvent.Result.STORED
                            && call.key() != null) {
                        stored.add(call.key());
                    }
                })
                .build();
        try (DistributedCache server = Caches.open("local:", options)) {
            run(url -> new Open(server), List.of(new VisitorsAct(), new ErrorsAct()), "--quick");

            assertThat(out.text()).contains("Nothing is left behind: the 4 keys holdfast-demo-");
            assertThat(stored).isNotEmpty().allSatisfy(key -> {
                assertThat(key).startsWith("holdfast-demo-");
                assertThat(server.get(key)).isNull();
            });
        }
    }

    @Test
    void run_misspeltParameter_showsTheLibrarysMessage() {
        int exit = run(Caches::open, Repertoire.acts(), "local:?maxEntires=5");

        assertThat(exit).isEqualTo(Demo.NOT_STARTED);
        assertThat(err.text())
                .contains("maxEntires", "did you mean maxEntries?")
                .doesNotContain("\tat ", "Exception");
        assertThat(out.text()).isEmpty();
    }

    @Test
    void run_outage_onAServerInThisProcess_keepsEveryPromise() {
        int exit = run(Caches::open, Repertoire.acts(), "--outage", "--quick");

        assertThat(out.text())
                .contains("Holdfast on breaker:local:server", "An outage", "  breaker ", "█", "All 4 promises held")
                .doesNotContain("BROKEN");
        assertThat(exit).isEqualTo(Demo.KEPT);
    }

    @Test
    void run_migrate_onTwoCachesInThisProcess_keepsEveryPromise() {
        int exit = run(Caches::open, Repertoire.acts(), "--migrate", "--quick");

        assertThat(out.text())
                .contains(
                        "Moving to new servers",
                        "switching over",
                        "phase by phase",
                        "old can go",
                        "All 3 promises held")
                .doesNotContain("BROKEN");
        assertThat(exit).isEqualTo(Demo.KEPT);
    }

    @Test
    void run_unknownOption_pointsAtHelp() {
        int exit = run(Caches::open, Repertoire.acts(), "--fast");

        assertThat(exit).isEqualTo(Demo.NOT_STARTED);
        assertThat(err.text()).contains("there is no option --fast", "--help");
    }

    /** Every tenth increment is answered and not counted. */
    private static final class Forgetful extends ForwardingCache {
        private final AtomicLong calls = new AtomicLong();

        Forgetful(DistributedCache cache) {
            super(cache);
        }

        @Override
        public long incr(String key, long delta, long initial, Ttl ttl) {
            return super.incr(key, calls.incrementAndGet() % 10 == 0 ? 0 : delta, initial, ttl);
        }
    }

    /** A server that went away after it was opened. */
    private static final class Unreachable extends ForwardingCache {
        Unreachable(DistributedCache cache) {
            super(cache);
        }

        @Override
        public byte[] get(String key) {
            throw CacheUnavailableException.refused(FailedCall.unsent(Operation.GET, key, null), "the wire is cut");
        }

        @Override
        public void deleteAll(Collection<String> keys) {
            throw CacheUnavailableException.refused(
                    FailedCall.unsent(Operation.DELETE_ALL, null, null), "the wire is cut");
        }
    }

    /** Stays open, as a server does when its client goes. */
    private static final class Open extends ForwardingCache {
        Open(DistributedCache cache) {
            super(cache);
        }

        @Override
        public void close() {}
    }
}
