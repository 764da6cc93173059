package dev.holdfast.cache.fallback;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CachePermanentException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheRejectedException.Reason;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.fallback.OutageEntry.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tells the remote cache what was written here while it was away, key by key or in batches. */
final class OutageReconciler {
    private static final int BATCH = 256;

    private final DistributedCache remote;
    private final DistributedCache local;
    private final OutageJournal journal;
    private final BreakerGate gate;
    private final DegradedReconciliation policy;
    private final AtomicLong reconciled = new AtomicLong();
    private final AtomicLong uncertainCounts = new AtomicLong();

    OutageReconciler(
            DistributedCache remote,
            DistributedCache local,
            OutageJournal journal,
            BreakerGate gate,
            DegradedReconciliation policy) {
        this.remote = remote;
        this.local = local;
        this.journal = journal;
        this.gate = gate;
        this.policy = policy;
    }

    long reconciled() {
        return reconciled.get();
    }

    long uncertainCounts() {
        return uncertainCounts.get();
    }

    /**
     * Tells it all that is in the journal now. What it refuses for good stays in the journal, and the rest is told. Ends
     * early where the breaker opens: trials come first, and the journal may grow faster than it is told.
     *
     * @return why something was left, null if nothing was
     * @throws RuntimeException at the first failure that is not a refusal; what was not told stays in the journal
     */
    @Nullable
    RuntimeException tellAll() {
        Map<String, OutageEntry> deletions = new LinkedHashMap<>();
        RuntimeException refusal = null;
        try {
            for (String key : journal.keys()) {
                if (gate.state().isAway()) {
                    return refusal;
                }
                OutageEntry entry = journal.claim(key);
                if (entry == null) {
                    continue;
                }
                RuntimeException refused = null;
                if (isToBeDeleted(entry)) {
                    deletions.put(key, entry);
                    refused = deletions.size() < BATCH ? null : delete(deletions);
                } else {
                    refused = tell(key, entry);
                }
                refusal = refused == null ? refusal : refused;
            }
            RuntimeException refused = deletions.isEmpty() ? null : delete(deletions);
            return refused == null ? refusal : refused;
        } finally {
            deletions.forEach(this::giveBack); // none, if all went well
        }
    }

    /** Whether the remote cache won't have this: such as a key that is too long with a prefix added below. */
    private static boolean isRefusal(RuntimeException failure) {
        return failure instanceof CacheException
                ? failure instanceof CachePermanentException
                : !(failure instanceof IllegalStateException);
    }

    private boolean isToBeDeleted(OutageEntry entry) {
        return entry.kind() == Kind.DELETE || (entry.kind() == Kind.SET && policy == DegradedReconciliation.INVALIDATE);
    }

    /** Takes out of the map what was deleted, or refused. */
    private @Nullable RuntimeException delete(Map<String, OutageEntry> deletions) {
        RuntimeException refused = null;
        try {
            reported(() -> remote.deleteAll(List.copyOf(deletions.keySet())));
        } catch (BulkCacheException e) {
            Map<String, OutageEntry> done = new LinkedHashMap<>(deletions);
            done.keySet().retainAll(e.done());
            done.forEach(this::settle);
            deletions.keySet().removeAll(e.done());
            if (e.isTransient()) {
                throw e;
            }
            refused = e;
        } catch (RuntimeException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            if (!(e instanceof CacheException)) {
                return deleteOneByOne(deletions);
            }
            refused = e;
        }
        deletions.forEach(refused == null ? this::settle : this::giveBack);
        deletions.clear();
        return refused;
    }

    /** One of them is no key for the remote cache. */
    private @Nullable RuntimeException deleteOneByOne(Map<String, OutageEntry> deletions) {
        RuntimeException refusal = null;
        for (String key : List.copyOf(deletions.keySet())) {
            OutageEntry entry = Objects.requireNonNull(deletions.remove(key));
            RuntimeException refused = tell(key, entry);
            refusal = refused == null ? refusal : refused;
        }
        return refusal;
    }

    private void settle(String key, OutageEntry entry) {
        journal.settle(key, entry, () -> {
            local.delete(key);
            reconciled.incrementAndGet();
        });
    }

    private void giveBack(String key, OutageEntry entry) {
        journal.giveBack(key, entry, gate.now());
    }

    private @Nullable RuntimeException tell(String key, OutageEntry entry) {
        boolean told = false;
        try {
            switch (entry.kind()) {
                case COUNT -> count(key, entry.count());
                case TOUCH -> touch(key, entry.deadline());
                default -> write(key, isToBeDeleted(entry) ? null : entry.deadline());
            }
            told = true;
            return null;
        } catch (RuntimeException e) {
            if (isRefusal(e)) {
                return e;
            }
            throw e;
        } finally {
            if (!told) {
                giveBack(key, entry);
            } else if (entry.kind() == Kind.COUNT && entry.deadline() != null) {
                journal.settleButForTouch(key, entry, entry.deadline());
            } else {
                settle(key, entry);
            }
        }
    }

    /**
     * As it is here, with what is left of its time; deleted if there is none, it is gone here, or the remote cache won't
     * have it.
     */
    private void write(String key, @Nullable Deadline deadline) {
        byte[] value = local.get(key);
        Ttl left = deadline == null ? null : deadline.left(gate.now());
        if (value == null || left == null) {
            reported(() -> remote.delete(key));
            return;
        }
        try {
            reported(() -> remote.set(key, value, left));
        } catch (CachePermanentException e) {
            reported(() -> remote.delete(key));
        }
    }

    private void touch(String key, @Nullable Deadline deadline) {
        Ttl left = deadline == null ? null : deadline.left(gate.now());
        if (left == null) {
            reported(() -> remote.delete(key));
        } else {
            reported(() -> remote.touch(key, left));
        }
    }

    /** Counted once: where the answer is lost, or the entry can't be counted, it is not tried again. */
    private void count(String key, @Nullable OutageCount count) {
        if (count == null) {
            return;
        }
        try {
            reported(() -> count.addTo(remote, key, gate.now()));
        } catch (CacheException e) {
            if (e.outcome() != Outcome.UNKNOWN && !isNoCounter(e)) {
                throw e;
            }
            uncertainCounts.incrementAndGet();
        }
    }

    private static boolean isNoCounter(CacheException failure) {
        return failure instanceof NotACounterException
                || (failure instanceof CacheRejectedException rejected
                        && (rejected.reason() == Reason.COUNTER_LIMIT || rejected.reason() == Reason.WRONG_TYPE));
    }

    private void reported(Runnable call) {
        int epoch = gate.epoch();
        long start = gate.now();
        try {
            call.run();
        } catch (RuntimeException e) {
            gate.failed(epoch, start, e);
            throw e;
        }
        gate.answered(epoch, start);
    }
}
