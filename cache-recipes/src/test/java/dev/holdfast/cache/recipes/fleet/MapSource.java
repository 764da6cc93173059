package dev.holdfast.cache.recipes.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A database of counters, kept as {@link CounterSource} tells; can fail before and after it commits. */
class MapSource implements CounterSource {
    private final Map<String, Long> totals = new HashMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private final List<List<String>> loads = new ArrayList<>();
    private final List<CounterFlush> received = new ArrayList<>();
    private @Nullable RuntimeException beforeCommit;
    private @Nullable RuntimeException afterCommit;

    synchronized MapSource with(String key, long total) {
        totals.put(key, total);
        return this;
    }

    synchronized void failBeforeCommit(@Nullable RuntimeException failure) {
        beforeCommit = failure;
    }

    synchronized void failAfterCommit(@Nullable RuntimeException failure) {
        afterCommit = failure;
    }

    synchronized long total(String key) {
        return totals.getOrDefault(key, 0L);
    }

    synchronized List<List<String>> loads() {
        return List.copyOf(loads);
    }

    synchronized List<CounterFlush> received() {
        return List.copyOf(received);
    }

    private Map<String, Long> totalsOf(Collection<String> keys) {
        Map<String, Long> found = new LinkedHashMap<>();
        keys.stream().filter(totals::containsKey).forEach(key -> found.put(key, totals.get(key)));
        return found;
    }

    @Override
    public synchronized Map<String, Long> load(Collection<String> keys) {
        loads.add(List.copyOf(keys));
        if (beforeCommit != null) {
            throw beforeCommit;
        }
        return totalsOf(keys);
    }

    @Override
    public synchronized Map<String, Long> apply(CounterFlush flush) {
        received.add(flush);
        if (beforeCommit != null) {
            throw beforeCommit;
        }
        if (sequences.getOrDefault(flush.writer(), 0L) < flush.sequence()) {
            sequences.put(flush.writer(), flush.sequence());
            flush.deltas().forEach((key, delta) -> totals.merge(key, delta, Long::sum));
        }
        if (afterCommit != null) {
            throw afterCommit;
        }
        return totalsOf(flush.deltas().keySet());
    }
}
