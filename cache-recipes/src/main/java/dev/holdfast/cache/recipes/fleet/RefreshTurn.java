package dev.holdfast.cache.recipes.fleet;

import dev.holdfast.cache.Capability;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to refresh. An entry beside the value: {@code doing:} and a token while its holder refreshes and
 * renews it, {@code done:} until the next refresh is due. Who finds it absent takes it. Safe for any number of threads.
 */
final class RefreshTurn {
    private static final Duration TICK = Duration.ofMillis(1);
    private static final int POLLS_A_PERIOD = 10;

    private final DistributedCache cache;
    private final String key;
    private final Claims claims;
    private final Ttl lease;
    private final Duration period;

    /** A renewal and the end of a turn must not cross: the one would undo the other. */
    private final ReentrantLock lock = new ReentrantLock();

    private byte @Nullable [] held;

    RefreshTurn(DistributedCache cache, String valueKey, Claims claims, Duration lease, Duration period) {
        this.cache = cache;
        this.key = key(valueKey);
        this.claims = claims;
        this.lease = Ttl.of(lease);
        this.period = period;
    }

    /** Where the turn of a value is. */
    static String key(String valueKey) {
        return valueKey + "~turn";
    }

    /** Whether it is this process's turn now. */
    boolean take() {
        byte[] claim = OnceEntry.doing(claims.token());
        boolean taken = claims.take(key, claim, lease);
        if (taken) {
            lock.lock();
            try {
                held = claim;
            } finally {
                lock.unlock();
            }
        }
        return taken;
    }

    /** Whether it is still this process's turn. */
    boolean isHeld() {
        byte[] claim = held();
        return claim != null && claims.find(key, claim) != null;
    }

    private byte @Nullable [] held() {
        lock.lock();
        try {
            return held;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Holds it for another lease, if it is still held.
     *
     * @param planNext plans the next renewal; before the turn can end, so that what is planned then takes its place
     */
    void renew(Runnable planNext) {
        lock.lock();
        try {
            if (held != null) {
                planNext.run();
                claims.replace(key, held, held, lease);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends it: the next is due so much later, or at once. */
    void end(Duration next) {
        lock.lock();
        try {
            byte[] claim = held;
            held = null;
            if (claim == null) {
                return;
            }
            if (next.isZero() || next.isNegative()) {
                claims.release(key, claim);
            } else {
                claims.replace(key, claim, OnceEntry.done(claims.token()), Ttl.of(next));
            }
        } finally {
            lock.unlock();
        }
    }

    /** When to try next, after another process has had its turn, or has it. */
    Duration untilDue() {
        if (!cache.capabilities().contains(Capability.TTL_READ)) {
            return period.dividedBy(POLLS_A_PERIOD);
        }
        Ttl left = cache.ttl(key);
        if (left == null) {
            return Duration.ZERO;
        }
        return left.isForever() ? period : left.duration().plus(TICK);
    }
}
