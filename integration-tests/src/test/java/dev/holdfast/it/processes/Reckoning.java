package dev.holdfast.it.processes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.DistributedCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Compares what all processes say that they did with what is stored. */
final class Reckoning {
    private static final int LOCKS_AT_ONCE = 1_000;

    private final Map<String, Tally> tallies = new TreeMap<>();

    Tally add(String process, Tally tally) {
        tallies.put(process, tally);
        return tally;
    }

    long sum(Job job, Tally.Kind kind) {
        return tallies.values().stream()
                .mapToLong(tally -> tally.count(job, kind))
                .sum();
    }

    private long inFlight(Job job) {
        return tallies.values().stream().mapToLong(tally -> tally.inFlight(job)).sum();
    }

    /** Fails unless everything that was acknowledged is stored, once, and nothing that nobody tried. */
    void check(DistributedCache cache) {
        checkSum(cache, Job.COUNT);
        checkSum(cache, Job.COUNT_OR_CREATE);
        checkSum(cache, Job.CAS);
        checkLocks(cache);
    }

    private void checkSum(DistributedCache cache, Job job) {
        byte[] stored = cache.get(job.key());
        assertThat(stored).as("%s is there", job).isNotNull();
        long done = sum(job, Tally.Kind.DONE);
        assertThat(Long.parseLong(new String(stored, US_ASCII)))
                .as("%s: acknowledged %s, unknown %s, left by the killed %s", job, done, unknown(job), inFlight(job))
                .isBetween(done, done + unknown(job) + inFlight(job));
    }

    private long unknown(Job job) {
        return sum(job, Tally.Kind.UNKNOWN);
    }

    private void checkLocks(DistributedCache cache) {
        long withoutOwner = 0;
        for (int from = 0; from < Tally.LOCKS; from += LOCKS_AT_ONCE) {
            List<Integer> locks =
                    IntStream.range(from, from + LOCKS_AT_ONCE).boxed().toList();
            Map<String, byte[]> stored =
                    cache.getAll(locks.stream().map(Job::lockKey).toList());
            for (int lock : locks) {
                withoutOwner += checkLock(lock, stored.get(Job.lockKey(lock))) ? 0 : 1;
            }
        }
        assertThat(withoutOwner)
                .as("locks that are held, and nobody was told")
                .isLessThanOrEqualTo(unknown(Job.LOCK) + inFlight(Job.LOCK));
    }

    /** Whether whoever holds it knows, or nobody does. */
    private boolean checkLock(int lock, byte[] holder) {
        List<String> granted = new ArrayList<>();
        tallies.forEach((process, tally) -> {
            for (int i = tally.grants(lock); i > 0; i--) {
                granted.add(process);
            }
        });
        assertThat(granted).as("granted lock %s", lock).hasSizeLessThanOrEqualTo(1);
        if (!granted.isEmpty()) {
            assertThat(holder).as("lock %s is held", lock).asString(US_ASCII).isEqualTo(granted.get(0));
        }
        return holder == null || !granted.isEmpty();
    }
}
