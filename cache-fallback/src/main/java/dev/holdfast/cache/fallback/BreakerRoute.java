package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which cache is asked, what is answered when the remote one fails, and that every call's end is accounted for. */
final class BreakerRoute {
    private final BreakerGate gate;
    private final OutageJournal journal;
    private final String endpoint;
    private final LongAdder answeredLocally = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LocalAnswers localAnswers = new LocalAnswers();
    private volatile boolean closed;

    BreakerRoute(BreakerGate gate, OutageJournal journal, String endpoint) {
        this.gate = gate;
        this.journal = journal;
        this.endpoint = endpoint;
    }

    long answeredLocally() {
        return answeredLocally.sum();
    }

    long refused() {
        return refused.sum();
    }

    void close() {
        closed = true;
        gate.close();
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the cache " + endpoint + " is closed");
        }
    }

    /** Whether the remote cache is not to be asked for the key; null: for keys nobody wrote here. */
    boolean isMasked(@Nullable String key) {
        if (gate.isDirect()) {
            return false;
        }
        requireOpen();
        return gate.state().isAway() || (key != null && journal.holds(key));
    }

    /** As {@link #isMasked}, for a write: one that comes while the key is reconciled lets that end, to be the later one. */
    private boolean isMaskedForWriting(String key) {
        return isMasked(key) && isStillMasked(key, OutageJournal.PATIENCE_NANOS);
    }

    /** As {@link #isMaskedForWriting}, for one call that writes many keys: it waits for all of them as long as for one. */
    Predicate<String> maskedForWriting() {
        long giveUpAt = System.nanoTime() + OutageJournal.PATIENCE_NANOS;
        return key -> isMasked(key) && isStillMasked(key, giveUpAt - System.nanoTime());
    }

    private boolean isStillMasked(String key, long patienceNanos) {
        return gate.state().isAway() || journal.stillHolds(key, patienceNanos);
    }

    /** Asks the remote cache, and accounts for how it ends. */
    <T extends @Nullable Object> T remotely(Supplier<T> call) {
        int epoch = gate.epoch();
        long start = gate.now();
        T answer;
        try {
            answer = call.get();
        } catch (RuntimeException e) {
            gate.failed(epoch, start, e);
            throw e;
        }
        gate.answered(epoch, start);
        return answer;
    }

    <T extends @Nullable Object> T locally(Supplier<T> call) {
        T answer = call.get();
        answeredHere();
        return answer;
    }

    /** Accounts for a call that the local cache answered, before its answer is given. */
    void answeredHere() {
        answeredLocally.increment();
        localAnswers.tell();
    }

    LocalAnswers localAnswers() {
        return localAnswers;
    }

    /** A read: locally where masked, or where the remote cache fails. */
    <T extends @Nullable Object> T read(
            DegradedAnswer policy, Operation operation, String key, Supplier<T> onRemote, Supplier<T> onLocal) {
        return route(isMasked(key), policy, operation, key, onRemote, onLocal, false);
    }

    /** A write that may be repeated: locally where masked, or where the remote cache fails. */
    <T extends @Nullable Object> T write(
            DegradedAnswer policy, Operation operation, String key, Supplier<T> onRemote, Supplier<T> onLocal) {
        return route(isMaskedForWriting(key), policy, operation, key, onRemote, onLocal, false);
    }

    /** A write that must not be done twice: locally where masked, or where the remote cache certainly did not do it. */
    <T extends @Nullable Object> T writeOnce(
            DegradedAnswer policy, Operation operation, String key, Supplier<T> onRemote, Supplier<T> onLocal) {
        return route(isMaskedForWriting(key), policy, operation, key, onRemote, onLocal, true);
    }

    private <T extends @Nullable Object> T route(
            boolean isMasked,
            DegradedAnswer policy,
            Operation operation,
            String key,
            Supplier<T> onRemote,
            Supplier<T> onLocal,
            boolean onlyIfNotApplied) {
        if (isMasked) {
            T answer = masked(policy, operation, key, onLocal);
            if (!isNothing(answer) || isMasked(key)) {
                return answer;
            }
            // nothing is here because it was reconciled a moment ago
        }
        return orLocally(policy, onRemote, onLocal, onlyIfNotApplied);
    }

    /** Whether nothing was found or done here. */
    private static boolean isNothing(@Nullable Object answer) {
        return answer == null
                || answer.equals(false)
                || answer.equals(OptionalLong.empty())
                || answer.equals(CasOutcome.MISSING);
    }

    private <T extends @Nullable Object> T masked(
            DegradedAnswer policy, Operation operation, String key, Supplier<T> onLocal) {
        if (policy == DegradedAnswer.FAIL) {
            throw refusal(operation, KeyRules.check(key));
        }
        return locally(onLocal);
    }

    private <T extends @Nullable Object> T orLocally(
            DegradedAnswer policy, Supplier<T> onRemote, Supplier<T> onLocal, boolean onlyIfNotApplied) {
        try {
            return remotely(onRemote);
        } catch (CacheTransientException e) {
            boolean mayBeApplied = onlyIfNotApplied && e.outcome() == Outcome.UNKNOWN;
            if (policy == DegradedAnswer.FAIL || mayBeApplied || closed) {
                throw e;
            }
            return locallyAfter(e, onLocal);
        }
    }

    private <T extends @Nullable Object> T locallyAfter(CacheTransientException remotely, Supplier<T> onLocal) {
        try {
            return locally(onLocal);
        } catch (CacheException e) { // such as a full journal
            throw failure(remotely, e);
        }
    }

    /** Of a call that failed on both sides: the local refusal is no news of what the remote cache may have done. */
    static CacheException failure(CacheException remotely, CacheException here) {
        if (remotely.outcome() != Outcome.UNKNOWN) {
            return here;
        }
        if (remotely.getSuppressed().length == 0) { // one failure may be that of many keys
            remotely.addSuppressed(here);
        }
        return remotely;
    }

    /** Cheap: without a stack trace. */
    CacheUnavailableException refusal(Operation operation, @Nullable String key) {
        refused.increment();
        String why = gate.state().isAway()
                ? "the breaker is open: " + gate.why()
                : "the breaker is closed again, but what was written here meanwhile is still on its way";
        return CacheUnavailableException.refused(FailedCall.unsent(operation, key, endpoint), why);
    }
}
