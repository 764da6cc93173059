package dev.holdfast.cache.fallback;

/** When the recovery takes its next step: a thread's, or a test's. */
interface BreakerSchedule {
    /** Takes the step once, so much later; a step that was to come before is forgotten. Never waits for one. */
    void next(long nanos, Runnable step);

    /** Takes no more steps; one under way is interrupted. */
    void close();
}
