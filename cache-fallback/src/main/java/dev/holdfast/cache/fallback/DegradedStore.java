package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.TimedReads;
import dev.holdfast.cache.TimedValue;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.fallback.OutageEntry.Kind;
import dev.holdfast.cache.fallback.OutageJournal.Change;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The operations while the remote cache is away, or does not have the key as it was written here: local, and journalled. */
final class DegradedStore {
    private final DistributedCache local;
    private final OutageJournal journal;
    private final LongSupplier ticker;
    private final String endpoint;
    private final Runnable afterWrite;

    DegradedStore(
            DistributedCache local, OutageJournal journal, LongSupplier ticker, String endpoint, Runnable afterWrite) {
        this.local = local;
        this.journal = journal;
        this.ticker = ticker;
        this.endpoint = endpoint;
        this.afterWrite = afterWrite;
    }

    private <T extends @Nullable Object> T change(
            Operation operation, String key, Function<@Nullable OutageEntry, Change<T>> change) {
        T answer = journal.change(
                key,
                () -> new CacheOverloadedException(
                        FailedCall.unsent(operation, key, endpoint),
                        "the journal of this outage is full: journalKeys=" + journal.size()),
                change);
        afterWrite.run();
        return answer;
    }

    private Deadline deadline(Ttl ttl) {
        return Deadline.of(ttl, ticker.getAsLong());
    }

    private static <T extends @Nullable Object> Change<T> nothing(T answer) {
        return new Change<>(answer, null);
    }

    byte @Nullable [] get(String key) {
        return local.get(key);
    }

    @Nullable
    TimedValue getTimed(String key) {
        return TimedReads.of(local).getTimed(key);
    }

    @Nullable
    Ttl ttl(String key) {
        return local.ttl(key);
    }

    void set(Operation operation, String key, byte[] value, Ttl ttl) {
        change(operation, key, before -> {
            local.set(key, value, ttl);
            return new Change<>(Boolean.TRUE, OutageEntry.set(deadline(ttl)));
        });
    }

    boolean delete(Operation operation, String key) {
        return change(operation, key, before -> new Change<>(local.delete(key), OutageEntry.deleted()));
    }

    boolean touch(String key, Ttl ttl) {
        return change(
                Operation.TOUCH,
                key,
                before -> local.touch(key, here(before, key, ttl))
                        ? new Change<>(true, OutageEntry.touched(before, deadline(ttl)))
                        : nothing(false));
    }

    @SuppressWarnings("NullAway") // before JDK 22 it can't see that the answer may be null
    byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        return this.<byte @Nullable []>change(Operation.GET_AND_TOUCH, key, before -> {
            byte[] value = local.getAndTouch(key, here(before, key, ttl));
            return new Change<>(value, value == null ? null : OutageEntry.touched(before, deadline(ttl)));
        });
    }

    /** A copy, so what was neither set nor counted here, is kept for no longer than it was to be: its staleness stands. */
    private Ttl here(@Nullable OutageEntry before, String key, Ttl ttl) {
        boolean isCopy = before == null || before.kind() == Kind.TOUCH;
        Ttl left = isCopy && local.capabilities().contains(Capability.TTL_READ) ? local.ttl(key) : null;
        return left == null || ttl.toNanos() < left.toNanos() ? ttl : left;
    }

    boolean add(String key, byte[] value, Ttl ttl) {
        return change(Operation.ADD, key, before -> stored(local.add(key, value, ttl), ttl));
    }

    boolean replace(String key, byte[] value, Ttl ttl) {
        return change(Operation.REPLACE, key, before -> stored(local.replace(key, value, ttl), ttl));
    }

    private Change<Boolean> stored(boolean stored, Ttl ttl) {
        return new Change<>(stored, stored ? OutageEntry.set(deadline(ttl)) : null);
    }

    @Nullable
    Versioned gets(String key) {
        return local.gets(key);
    }

    CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        return change(Operation.CAS, key, before -> {
            CasOutcome outcome = local.cas(key, value, token, ttl);
            return new Change<>(outcome, outcome.applied() ? OutageEntry.set(deadline(ttl)) : null);
        });
    }

    CasOutcome delete(String key, CasToken token) {
        return change(Operation.DELETE, key, before -> {
            CasOutcome outcome = local.delete(key, token);
            return new Change<>(outcome, outcome.applied() ? OutageEntry.deleted() : null);
        });
    }

    OptionalLong count(Operation operation, String key, long delta) {
        return change(operation, key, before -> {
            boolean up = operation == Operation.INCR;
            OptionalLong count = up ? local.incr(key, delta) : local.decr(key, delta);
            return count.isEmpty()
                    ? nothing(count)
                    : new Change<>(count, after(before, OutageCount.step(up ? delta : -delta)));
        });
    }

    long count(Operation operation, String key, long delta, long initial, Ttl ttl) {
        return change(operation, key, before -> {
            boolean up = operation == Operation.INCR;
            boolean isCreated = before != null && before.isOwn(ticker.getAsLong()) && local.get(key) == null;
            long count = up ? local.incr(key, delta, initial, ttl) : local.decr(key, delta, initial, ttl);
            Deadline end = deadline(ttl);
            return new Change<>(
                    count,
                    isCreated
                            ? OutageEntry.set(end)
                            : after(before, OutageCount.stepOrCreate(up ? delta : -delta, initial, end)));
        });
    }

    /** A value set here is newer now; of counts, those that the remote cache is being told just now are not told again. */
    private OutageEntry after(@Nullable OutageEntry before, OutageCount next) {
        if (before == null) {
            return OutageEntry.counted(next, null);
        }
        if (before.kind() == Kind.SET) {
            return before.again();
        }
        OutageCount sum = before.claimed() == null ? before.count() : null;
        return OutageEntry.counted(
                sum == null ? next : sum.asOf(ticker.getAsLong()).then(next), before.deadline());
    }
}
