package dev.holdfast.cache.fallback;

import java.util.Locale;

/** Where a {@link CircuitBreakerCache} is. */
public enum BreakerState {
    /** Calls go to the remote cache. */
    CLOSED,
    /** No call goes to the remote cache. */
    OPEN,
    /** As {@link #OPEN} for callers, while trials go to the remote cache. */
    HALF_OPEN,
    /** Calls go to the remote cache, but for the keys it does not have yet as they were written here. */
    RECOVERING;

    /** As events name it. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether no caller's call may go to the remote cache. */
    boolean isAway() {
        return this == OPEN || this == HALF_OPEN;
    }
}
