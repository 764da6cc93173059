package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.UnsupportedCacheOperationException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The line between a caller and a cache: it carries calls, and breaks as the plan says. */
final class FaultyLine {
    private final String endpoint;
    private final Duration timeout;
    private final Sleeper sleeper;
    private final CallCounts counts = new CallCounts();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile FaultPlan plan;

    /** A call on its way. */
    private record Call(Operation operation, @Nullable String key, long startNanos) {
        /** What a caller without an answer knows. */
        Outcome withoutAnswer() {
            return operation.isRead() ? Outcome.NOT_APPLIED : Outcome.UNKNOWN;
        }
    }

    FaultyLine(String endpoint, FaultPlan plan, Duration timeout, Sleeper sleeper) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("a timeout must be longer than zero, not " + timeout);
        }
        this.endpoint = endpoint;
        this.timeout = timeout;
        this.sleeper = Objects.requireNonNull(sleeper, "sleeper");
        this.plan = Objects.requireNonNull(plan, "plan");
    }

    void follow(FaultPlan newPlan) {
        this.plan = Objects.requireNonNull(newPlan, "plan");
    }

    CallCounts counts() {
        return counts;
    }

    /** Ends every wait; later calls are refused. */
    void close() {
        closed.countDown();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** A call of one key, or of none. */
    <T extends @Nullable Object> T call(Operation operation, @Nullable String key, Supplier<T> delegate) {
        CallFault fault = faultFor(operation, next -> next.forKey(key));
        return carry(new Call(operation, key, sleeper.nanoTime()), fault, delegate);
    }

    /** A call of many keys, each once. */
    <A> A bulk(Operation operation, Set<String> keys, BulkAnswer<A> answer, Function<Set<String>, A> delegate) {
        if (keys.isEmpty() && !isClosed()) {
            return delegate.apply(keys); // nothing is sent that could meet a fault
        }
        CallFault fault = faultFor(operation, next -> next.forKeys(keys));
        Call call = new Call(operation, null, sleeper.nanoTime());
        return fault.kind() == CallFault.Kind.FAIL_KEYS
                ? carryPart(call, fault, keys, answer, delegate)
                : carry(call, fault, () -> delegate.apply(keys));
    }

    private CallFault faultFor(Operation operation, Function<CallFault, CallFault> narrowed) {
        if (isClosed()) {
            throw new IllegalStateException("this cache is closed: " + endpoint);
        }
        CallFault fault = narrowed.apply(plan.faultFor(operation));
        counts.add(operation, fault.kind() != CallFault.Kind.PASS);
        return fault;
    }

    private <T extends @Nullable Object> T carry(Call call, CallFault fault, Supplier<T> delegate) {
        switch (fault.kind()) {
            case PASS -> {
                return delegate.get();
            }
            case DELAY_REQUEST -> {
                await(call, fault);
                return delegate.get();
            }
            case DELAY_ANSWER -> {
                Supplier<T> answer = answerOf(delegate);
                await(call, fault);
                return answer.get();
            }
            case LOSE_ANSWER -> {
                answerOf(delegate);
                throw unavailable(call, call.withoutAnswer(), fault);
            }
            case FAIL_BEFORE, FAIL_KEYS -> throw unavailable(call, Outcome.NOT_APPLIED, fault);
        }
        throw new AssertionError(fault);
    }

    private <A> A carryPart(
            Call call, CallFault fault, Set<String> keys, BulkAnswer<A> answer, Function<Set<String>, A> delegate) {
        Set<String> rest = new LinkedHashSet<>();
        Map<String, CacheException> failures = new LinkedHashMap<>();
        for (String key : keys) {
            if (fault.hits(key)) {
                failures.put(
                        key,
                        unavailable(new Call(call.operation(), key, call.startNanos()), Outcome.NOT_APPLIED, fault));
            } else {
                rest.add(key);
            }
        }
        A done;
        try {
            done = delegate.apply(rest);
        } catch (BulkCacheException e) {
            done = answer.part().apply(e);
            failures.putAll(e.failures());
        }
        throw answer.failure().of(failed(call), done, failures);
    }

    /** Carries the call out and keeps its answer back, be it a failure; what is refused unsent is thrown at once. */
    private static <T extends @Nullable Object> Supplier<T> answerOf(Supplier<T> delegate) {
        try {
            T answer = delegate.get();
            return () -> answer;
        } catch (CacheException e) {
            if (isRefusedUnsent(e)) {
                throw e;
            }
            return () -> {
                throw e;
            };
        }
    }

    private static boolean isRefusedUnsent(CacheException e) {
        if (e instanceof CacheRejectedException rejected) {
            return rejected.reason() == CacheRejectedException.Reason.TOO_LARGE;
        }
        return e instanceof UnsupportedCacheOperationException;
    }

    private void await(Call call, CallFault fault) {
        boolean late = fault.delay().compareTo(timeout) >= 0;
        boolean closedMeanwhile;
        try {
            closedMeanwhile = sleeper.sleep(late ? timeout : fault.delay(), closed);
        } catch (InterruptedException e) {
            throw CacheInterruptedException.restoringTheFlag(failed(call), call.withoutAnswer(), e);
        }
        if (closedMeanwhile) {
            throw new CacheUnavailableException(
                    failed(call), call.withoutAnswer(), "closed while waiting for the answer", null);
        }
        if (late) {
            throw new CacheTimeoutException(
                    failed(call),
                    call.withoutAnswer(),
                    "no answer within " + timeout.toMillis() + " ms (injected fault: " + fault + ")",
                    null);
        }
    }

    private CacheUnavailableException unavailable(Call call, Outcome outcome, CallFault fault) {
        return new CacheUnavailableException(failed(call), outcome, "injected fault: " + fault, null);
    }

    private FailedCall failed(Call call) {
        return new FailedCall(
                call.operation(), call.key(), endpoint, Duration.ofNanos(sleeper.nanoTime() - call.startNanos()));
    }
}
