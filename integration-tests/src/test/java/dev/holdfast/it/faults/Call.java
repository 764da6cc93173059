package dev.holdfast.it.faults;

import org.jspecify.annotations.Nullable;

/**
 * One call that was made.
 *
 * @param application who called
 * @param operation what
 * @param startNanos when it began
 * @param endNanos when it returned or threw
 * @param failure what it threw, null if it returned
 */
record Call(
        String application,
        String operation,
        long startNanos,
        long endNanos,
        @Nullable RuntimeException failure) {
    boolean failed() {
        return failure != null;
    }

    /** Such as {@code web-1: set}. */
    String what() {
        return application + ": " + operation;
    }

    @Override
    public String toString() {
        return application + " " + operation + " of " + (endNanos - startNanos) / 1_000_000 + " ms"
                + (failure == null ? "" : ": " + failure);
    }
}
