package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.OutageStage.LONG;
import static dev.holdfast.cache.fallback.OutageStage.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The soft fall: what was read and written lately is still there, and nothing that is too old. */
class WarmCopiesTest {
    private static final DegradedPolicy WARM =
            DegradedPolicy.builder().warm(Duration.ofSeconds(30)).build();

    @Test
    void readAndWritten_areAnsweredAfterTheFall_untilTheBound() {
        try (OutageStage stage = new OutageStage(WARM)) {
            stage.server.setAll(Map.of("read", bytes("r"), "many", bytes("m"), "gets", bytes("g")), LONG);
            stage.cache.get("read");
            stage.cache.getAll(List.of("many"));
            stage.cache.gets("gets");
            stage.cache.set("written", bytes("w"), LONG);
            stage.cache.setAll(Map.of("all", bytes("a")), LONG);
            stage.cache.set("short", bytes("s"), Ttl.ofSeconds(10));
            stage.fall();
            stage.ticker.advance(Duration.ofSeconds(28)); // the fall itself took no time

            assertThat(stage.cache
                            .getAll(List.of("read", "many", "gets", "written", "all", "short"))
                            .keySet())
                    .containsExactly("read", "many", "gets", "written", "all");
            stage.ticker.advance(Duration.ofSeconds(3));
            assertThat(stage.cache.getAll(List.of("read", "many", "gets", "written", "all", "short")))
                    .as("too old is a miss")
                    .isEmpty();
        }
    }

    @Test
    void changedInOtherWays_isNoLongerThere() {
        try (OutageStage stage = new OutageStage(WARM)) {
            for (String key : List.of("incr", "deleted", "cas", "replaced", "touched")) {
                stage.cache.set(key, bytes("1"), LONG);
            }
            stage.cache.incr("incr", 1);
            stage.cache.delete("deleted");
            stage.cache.cas("cas", bytes("2"), stage.cache.gets("cas").token(), LONG);
            stage.cache.replace("replaced", bytes("2"), LONG);
            stage.cache.touch("touched", Ttl.ofSeconds(1));
            stage.fall();

            assertThat(stage.cache.getAll(List.of("incr", "deleted", "cas", "replaced", "touched")))
                    .as("a copy from before would be older")
                    .isEmpty();
        }
    }

    @Test
    void readThatWasOvertakenByAWrite_doesNotComeBack() {
        OutageStage[] stage = new OutageStage[1];
        try (OutageStage overtaken =
                new OutageStage(null, WARM, BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public byte[] get(String key) {
                        byte[] old = super.get(key);
                        if (key.equals("k") && OutageStage.text(old).equals("old")) {
                            stage[0].cache.set("k", bytes("new"), LONG);
                        }
                        return old;
                    }
                })) {
            stage[0] = overtaken;
            overtaken.server.set("k", bytes("old"), LONG);
            assertThat(overtaken.read("k")).as("begun before the write").isEqualTo("old");
            overtaken.fall();

            assertThat(overtaken.read("k")).isEqualTo("new");
        }
    }

    @Test
    void readThatEndsAfterTheFall_doesNotReplaceWhatWasWrittenSince() {
        OutageStage[] stage = new OutageStage[1];
        boolean[] once = {true};
        try (OutageStage late =
                new OutageStage(null, WARM, BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public byte[] get(String key) {
                        byte[] old = super.get(key);
                        if (key.equals("k") && once[0]) {
                            once[0] = false;
                            stage[0].fall();
                            stage[0].cache.set("k", bytes("during"), LONG);
                        }
                        return old;
                    }
                })) {
            stage[0] = late;
            late.server.set("k", bytes("before"), LONG);
            late.cache.get("k");

            assertThat(late.read("k")).isEqualTo("during");
            late.rise();
            assertThat(late.read("k")).isNull();
        }
    }

    @Test
    void withoutCopies_theFallIsCold() {
        try (OutageStage stage = new OutageStage()) {
            stage.cache.set("k", bytes("v"), LONG);
            stage.cache.get("k");
            stage.fall();

            assertThat(stage.cache.get("k")).isNull();
            stage.rise();
            assertThat(stage.read("k")).isEqualTo("v");
        }
    }
}
