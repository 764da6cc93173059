package dev.holdfast.it.faults;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.tck.fake.EntryRules;
import dev.holdfast.cache.tck.fake.History;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was seen of a cell, to be judged.
 *
 * @param cell which
 * @param history all calls and what they came to
 * @param rules what the backend may do besides
 * @param calls all calls and how long they took
 * @param operations what each application calls, and calls again at the end
 * @param departedNanos when processes may have disagreed
 * @param healedNanos when the servers served again
 * @param stalls when the process stood still
 */
record Evidence(
        Cell cell,
        History history,
        EntryRules rules,
        List<Call> calls,
        Set<String> operations,
        List<Long> departedNanos,
        long healedNanos,
        Stalls stalls) {
    /** Has the stage say what it takes back of the time from the mishap, or an earlier failure, until all is well. */
    Evidence excused(Stage stage, long begunNanos) {
        long from = failures().mapToLong(Call::startNanos).reduce(begunNanos, Math::min);
        long until = failures()
                .mapToLong(call -> call.endNanos() + Application.TIMEOUT.toNanos())
                .reduce(healedNanos + Invariant.RECOVERED.toNanos(), Math::max);
        long now = history.now();
        long nowNanos = System.nanoTime();
        stage.excuse(
                cell.mishap(),
                history,
                now - (nowNanos - from) / 1_000,
                Math.min(now, now - (nowNanos - until) / 1_000));
        return this;
    }

    private Stream<Call> failures() {
        return calls.stream().filter(Call::failed);
    }

    /** How long a call took while the process ran. */
    Duration took(Call call) {
        long stalled = stalls.within(call.startNanos(), call.endNanos());
        return Duration.ofNanos(call.endNanos() - call.startNanos() - stalled);
    }

    Call longestCall() {
        return Collections.max(calls, Comparator.comparing(this::took));
    }

    /** What began later than that after the servers served again. */
    List<Call> begunAfter(Duration limit) {
        return calls.stream()
                .filter(call -> sinceHealed(call.startNanos()).compareTo(limit) > 0)
                .toList();
    }

    /** Whether it was given up because this whole process stood still, and not because nobody answered in time. */
    boolean isStarved(Call call) {
        return isLate(call) && stalls.within(call.startNanos(), call.endNanos()) > Application.TIMEOUT.toNanos() / 2;
    }

    /** How long after the servers served again processes may last have disagreed. */
    Duration agreement() {
        return departedNanos.stream()
                .filter(nanos -> nanos > healedNanos && !isStarved(nanos))
                .map(this::sinceHealed)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Whether a call was given up just before because this whole process stood still, and is only being made good. */
    private boolean isStarved(long nanos) {
        long timeout = Application.TIMEOUT.toNanos();
        return stalls.within(nanos - 2 * timeout, nanos) > timeout / 2;
    }

    private Duration sinceHealed(long nanos) {
        return Duration.ofNanos(nanos - healedNanos - stalls.within(healedNanos, nanos));
    }

    /** Whether it was given up, and nobody knows why. */
    private static boolean isLate(Call call) {
        return call.failure() instanceof CacheTimeoutException
                || (call.failure() instanceof BulkCacheException bulk
                        && bulk.failures().values().stream().allMatch(CacheTimeoutException.class::isInstance));
    }

    /** How long after the servers served again the last call failed. */
    Duration recovery() {
        return calls.stream()
                .filter(call -> call.failed() && call.endNanos() > healedNanos)
                .filter(call -> !isStarved(call))
                .map(call -> sinceHealed(call.endNanos()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
