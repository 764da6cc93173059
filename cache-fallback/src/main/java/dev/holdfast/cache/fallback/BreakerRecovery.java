package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.DistributedCache;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leads back to the remote cache: trials, when they are due or when the driver says that its connection is back; then
 * the reconciliation. One step at a time, on the schedule's thread: no caller ever waits for a trial.
 */
final class BreakerRecovery {
    /** What trials ask for; nothing is ever stored there. */
    static final String TRIAL_KEY = "holdfast:breaker:trial:";

    private static final Duration FIRST_RETRY = Duration.ofMillis(50);
    private static final Set<String> CONNECTED = Set.of("connected", "up");

    private final DistributedCache remote;
    private final BreakerGate gate;
    private final OutageReconciler reconciler;
    private final BreakerOptions options;
    private final BreakerSchedule schedule;
    private volatile boolean isBack;
    private volatile boolean closed;
    private Duration retry = FIRST_RETRY;

    BreakerRecovery(
            DistributedCache remote,
            BreakerGate gate,
            OutageReconciler reconciler,
            BreakerOptions options,
            BreakerSchedule schedule) {
        this.remote = remote;
        this.gate = gate;
        this.reconciler = reconciler;
        this.options = options;
        this.schedule = schedule;
    }

    BreakerOptions options() {
        return options;
    }

    /** The breaker opened, or there is something to reconcile. */
    void begin() {
        schedule.next(gate.state() == BreakerState.OPEN ? gate.nanosToTrial() : 0, this::step);
    }

    /** Hears the driver. */
    void on(CacheEvent event) {
        if (event instanceof CacheEvent.StateMoved moved
                && moved.component().equals("connection")
                && CONNECTED.contains(moved.to())) {
            remoteIsBack();
        }
    }

    /** There is reason to try at once. */
    void remoteIsBack() {
        if (gate.state() != BreakerState.CLOSED) {
            isBack = true;
            schedule.next(0, this::step);
        }
    }

    void close() {
        closed = true;
        schedule.close();
    }

    /** Does what is due, and plans the next step if there is to be one. */
    synchronized void step() {
        try {
            boolean signalled = isBack;
            isBack = false;
            if (gate.state() == BreakerState.OPEN && (signalled || gate.nanosToTrial() <= 0)) {
                tryRemote(signalled);
            }
            if (gate.state() == BreakerState.RECOVERING) {
                reconcile();
            }
        } catch (IllegalStateException | CacheInterruptedException e) {
            if (!closed) {
                throw e;
            }
        } finally {
            plan();
        }
    }

    private void plan() {
        if (closed) {
            return;
        }
        if (gate.state().isAway()) {
            schedule.next(gate.nanosToTrial(), this::step);
        } else if (gate.state() == BreakerState.RECOVERING) {
            schedule.next(retry.toNanos(), this::step);
        }
        if (isBack) { // a signal that came meanwhile must not wait
            schedule.next(0, this::step);
        }
    }

    private void tryRemote(boolean signalled) {
        gate.beginTrials(signalled ? "the connection is back" : "the wait is over");
        String failure = null;
        try {
            for (int i = 0; i < options.trials(); i++) {
                failure = "a trial did not end"; // such as by an error: a trial always reports
                long start = gate.now();
                failure = trial(TRIAL_KEY + i);
                long tookNanos = gate.now() - start;
                if (failure == null && gate.isSlow(tookNanos)) {
                    failure = "an answer took " + Duration.ofNanos(tookNanos).toMillis() + " ms";
                }
                if (failure != null) {
                    return;
                }
            }
            gate.trialsPassed();
        } finally {
            if (failure != null) {
                gate.trialFailed(failure, signalled);
            }
        }
    }

    /** Why it failed; null for an answer. A refusal is an answer: that of a server that is there. */
    private @Nullable String trial(String key) {
        try {
            remote.get(key);
            return null;
        } catch (CacheException e) {
            if (e instanceof CacheInterruptedException) {
                throw e;
            }
            return e.isTransient() ? "a trial failed: " + e.getClass().getSimpleName() : null;
        }
    }

    private void reconcile() {
        long before = reconciler.reconciled();
        RuntimeException refusal = null;
        try {
            while (refusal == null && gate.state() == BreakerState.RECOVERING && !closed) {
                refusal = reconciler.tellAll();
                long told = reconciler.reconciled() - before;
                gate.settled(told + (told == 1 ? " key" : " keys") + " reconciled");
            }
        } catch (CacheInterruptedException e) {
            throw e;
        } catch (CacheException e) {
            refusal = e;
        }
        retry = refusal == null ? FIRST_RETRY : longer(retry);
    }

    /** Not for longer than to a first trial, if that is no shorter: keys journalled meanwhile wait for this too. */
    private Duration longer(Duration wait) {
        Duration doubled = wait.multipliedBy(2);
        Duration longest = options.trialWait().compareTo(FIRST_RETRY) < 0 ? FIRST_RETRY : options.trialWait();
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
