package dev.holdfast.it.faults;

import java.util.Locale;

/** What stands above the backend that the mishap strikes. */
enum Composition {
    BARE("the driver alone"),
    BREAKER("`breaker:`, values answered locally meanwhile, counters and conditionals refused"),
    FALLBACK("`fallback:` in phase FALLBACK, the backend being new and a healthy Redis old"),
    OLD_UNDER_FALLBACK("the same, the backend being old and a healthy Redis new"),
    DRAIN("`fallback:` in phase DRAIN, the backend being new and a healthy Redis old"),
    BREAKER_OVER_FALLBACK("`breaker:` over `fallback:` in phase DRAIN");

    private final String words;

    Composition(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Its URL. A server that is only slow never says that it is back, so trials are soon. */
    String url(String backend, String healthy) {
        String trials = "?trialWait=100ms&maxTrialWait=300ms";
        return switch (this) {
            case BARE -> backend;
            case BREAKER -> "breaker:[" + backend + "]" + trials;
            case FALLBACK -> fallback(backend, healthy, "FALLBACK");
            case OLD_UNDER_FALLBACK -> fallback(healthy, backend, "FALLBACK");
            case DRAIN -> fallback(backend, healthy, "DRAIN");
            case BREAKER_OVER_FALLBACK -> "breaker:[" + fallback(backend, healthy, "DRAIN") + "]" + trials;
        };
    }

    private static String fallback(String newer, String older, String phase) {
        return "fallback:[" + newer + "]|[" + older + "]?phase=" + phase;
    }

    boolean hasBreaker() {
        return this == BREAKER || this == BREAKER_OVER_FALLBACK;
    }

    /** Whether each process may be answered otherwise than another as long as not all is well. */
    boolean mayDisagree() {
        return hasBreaker() || isInPhaseFallback();
    }

    private boolean isInPhaseFallback() {
        return this == FALLBACK || this == OLD_UNDER_FALLBACK;
    }

    /** Whether readers see a write that is not acknowledged yet in one order; FALLBACK has two places to read it from. */
    boolean answersAsOne() {
        return !isInPhaseFallback();
    }

    /** Whether what the backend loses is lost: in phase FALLBACK old holds the truth. */
    boolean losesWithBackend() {
        return this != FALLBACK;
    }

    /** How many calls with a timeout of their own one call may make while the backend does not answer. */
    int timeouts() {
        return this == BARE || this == BREAKER ? 1 : 2;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
