package dev.holdfast.examples;

import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.codec.Codecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** A thousand entries, written and read one by one, then all in one call. */
final class BulkAct implements Act {
    private static final int ENTRIES = 1000;
    private static final int FEWEST_ROUNDS = 3;
    private static final Ttl TTL = Ttl.ofMinutes(2);

    private final List<Duration> sets = new ArrayList<>();
    private final List<Duration> gets = new ArrayList<>();
    private final List<Duration> setAlls = new ArrayList<>();
    private final List<Duration> getAlls = new ArrayList<>();

    @Override
    public String title() {
        return "Bulk";
    }

    @Override
    public List<String> story() {
        return List.of(
                Figures.count(ENTRIES)
                        + " entries: a call for each, or setAll and getAll. Over a network bulk saves a round",
                "trip a key; in the same process there is none to save, and maps to make.");
    }

    @Override
    public void play(Stage stage) {
        TypedCache<String> cache = stage.cache().typed(Codecs.utf8());
        Map<String, String> entries = entries(stage.random());
        boolean same = true;
        int millis = stage.size(1_500, 400);
        Progress progress = stage.screen().progress("one by one, then in bulk", millis);
        long start = System.nanoTime();
        for (long elapsed = 0; elapsed < millis || sets.size() < FEWEST_ROUNDS; elapsed = millisSince(start)) {
            progress.at(elapsed);
            same &= oneByOne(cache, entries).equals(entries);
            same &= inBulk(cache, entries).equals(entries);
        }
        progress.finish(Figures.count(sets.size()) + " rounds of " + Figures.count(4 * ENTRIES) + " entries");
        stage.promise("all entries read, either way, are the ones written", same);
        stage.table().section("Bulk, " + Figures.count(ENTRIES) + " entries", "one by one", "in one call", "gain");
        row(stage.table(), "set, setAll", median(sets), median(setAlls));
        row(stage.table(), "get, getAll", median(gets), median(getAlls));
    }

    private Map<String, String> oneByOne(TypedCache<String> cache, Map<String, String> entries) {
        Map<String, String> found = new LinkedHashMap<>();
        sets.add(timed(() -> entries.forEach((key, value) -> cache.set(key, value, TTL))));
        gets.add(timed(() -> entries.keySet().forEach(key -> found.put(key, cache.get(key)))));
        return found;
    }

    private Map<String, String> inBulk(TypedCache<String> cache, Map<String, String> entries) {
        Map<String, String> found = new LinkedHashMap<>();
        setAlls.add(timed(() -> cache.setAll(entries, TTL)));
        getAlls.add(timed(() -> found.putAll(cache.getAll(entries.keySet()))));
        return found;
    }

    private static Map<String, String> entries(RandomGenerator random) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < ENTRIES; i++) {
            entries.put("bulk:" + i, Long.toHexString(random.nextLong()).repeat(8));
        }
        return entries;
    }

    private static long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    private static Duration timed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Duration median(List<Duration> durations) {
        Collections.sort(durations);
        return durations.get(durations.size() / 2);
    }

    private static void row(Table table, String what, Duration single, Duration bulk) {
        table.row(what, Figures.time(single), Figures.time(bulk), Figures.gain(single, bulk));
    }
}
