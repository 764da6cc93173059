package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many calls each operation costs, in each phase: as the table in docs/migration.md says. */
class MigrationCostTest {
    private static final int MANY = 10;
    private static final Ttl TTL = Ttl.ofMinutes(10);
    private static final List<String> KEYS =
            IntStream.range(0, MANY).mapToObj(i -> "many:" + i).toList();

    /** Two caches, and what has been asked of them. */
    private static final class Stage implements AutoCloseable {
        private final PhaseSwitch phases = new PhaseSwitch(MigrationPhase.OLD_ONLY);
        private final Counted newSide = new Counted(Caches.open("local:"));
        private final Counted oldSide = new Counted(Caches.open("local:"));
        private final FallbackCache cache = FallbackCache.builder(newSide.cache(), oldSide.cache())
                .phases(phases)
                .executor(Runnable::run)
                .build();

        /** Where each key is when a phase has lasted: everything was read once. */
        private Stage(MigrationPhase phase) {
            write(cache);
            for (MigrationPhase step : MigrationPhase.values()) {
                if (step.compareTo(phase) <= 0) {
                    phases.moveTo(step);
                    KEYS.forEach(cache::get);
                    cache.get("value");
                    cache.get("counter");
                    cache.incr("counter", 0);
                }
            }
        }

        private static void write(DistributedCache cache) {
            KEYS.forEach(key -> cache.set(key, bytes("v"), TTL));
            cache.set("value", bytes("v"), TTL);
            cache.set("counter", bytes("1"), TTL);
        }

        private int costOf(Consumer<DistributedCache> operation) {
            int before = newSide.calls() + oldSide.calls();
            operation.accept(cache);
            return newSide.calls() + oldSide.calls() - before;
        }

        @Override
        public void close() {
            cache.close();
        }
    }

    private static final Map<String, Consumer<DistributedCache>> OPERATIONS = new LinkedHashMap<>();

    static {
        OPERATIONS.put("get, found", cache -> assertThat(cache.get("value")).isNotNull());
        OPERATIONS.put("get, absent", cache -> assertThat(cache.get("absent")).isNull());
        OPERATIONS.put(
                "getAll(10), found", cache -> assertThat(cache.getAll(KEYS)).hasSize(MANY));
        OPERATIONS.put("gets", cache -> assertThat(cache.gets("value")).isNotNull());
        OPERATIONS.put("set", cache -> cache.set("value", bytes("w"), TTL));
        OPERATIONS.put("setAll(10)", cache -> {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            KEYS.forEach(key -> entries.put(key, bytes("w")));
            cache.setAll(entries, TTL);
        });
        OPERATIONS.put(
                "incr, decr", cache -> assertThat(cache.incr("counter", 1)).isPresent());
        OPERATIONS.put(
                "add, absent",
                cache -> assertThat(cache.add("added", bytes("a"), TTL)).isTrue());
        OPERATIONS.put(
                "replace",
                cache -> assertThat(cache.replace("value", bytes("r"), TTL)).isTrue());
        OPERATIONS.put("delete", cache -> assertThat(cache.delete("value")).isTrue());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void table_inTheDocs_isWhatIsMeasured() throws IOException {
        List<String> rows = new ArrayList<>();
        OPERATIONS.forEach((name, operation) -> {
            StringBuilder row = new StringBuilder("| " + name + " |");
            for (MigrationPhase phase : MigrationPhase.values()) {
                try (Stage stage = new Stage(phase)) {
                    row.append(' ').append(stage.costOf(operation)).append(" |");
                }
            }
            rows.add(row.toString());
        });

        assertThat(Files.readString(Path.of("..", "docs", "migration.md"))).contains(rows);
    }

    @Test
    void getAll_withMissesInNew_asksOldOnce() {
        try (Stage stage = new Stage(MigrationPhase.OLD_ONLY)) {
            stage.phases.moveTo(MigrationPhase.MIRROR);
            stage.phases.moveTo(MigrationPhase.FALLBACK);
            stage.cache.get(KEYS.get(0));
            int asked = stage.oldSide.calls();
            List<Runnable> later = new ArrayList<>();
            try (FallbackCache patient = FallbackCache.builder(stage.newSide.cache(), stage.oldSide.cache())
                    .phase(MigrationPhase.FALLBACK)
                    .executor(later::add)
                    .build()) {
                assertThat(patient.getAll(KEYS)).hasSize(MANY);
            }
            assertThat(stage.oldSide.calls() - asked).isEqualTo(1);
            assertThat(later).as("copied behind the reader's back").hasSize(MANY - 1);
        }
    }
}
