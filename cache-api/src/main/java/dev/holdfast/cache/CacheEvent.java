package dev.holdfast.cache;

import org.jspecify.annotations.Nullable;

/** What a {@link CacheObserver} is told. Never holds a value or a secret. */
public sealed interface CacheEvent {
    /**
     * Which cache, without secrets.
     *
     * @return the endpoint, as the cache's {@code toString} names it, or one server of several
     */
    String endpoint();

    /**
     * A call ended; every call gives exactly one.
     *
     * @param operation what was asked
     * @param key the key; null for bulk calls and ping
     * @param keys how many keys were asked; 0 for ping
     * @param hits how many of them a read found
     * @param result how it ended
     * @param nanos how long it took
     * @param endpoint which cache
     * @param error what it threw, null if it returned
     */
    record Call(
            Operation operation,
            @Nullable String key,
            int keys,
            int hits,
            Result result,
            long nanos,
            String endpoint,
            @Nullable Throwable error)
            implements CacheEvent {}

    /**
     * Stored bytes could not be decoded, and were reported as a miss.
     *
     * @param key the key
     * @param endpoint which cache
     * @param error why
     */
    record Undecodable(String key, String endpoint, CacheCodecException error) implements CacheEvent {}

    /**
     * A breaker, a migration or a connection moved from one state to another.
     *
     * @param component what moved, such as {@code breaker}
     * @param endpoint which cache
     * @param from the state left
     * @param to the state entered
     * @param reason why, in words
     */
    record StateMoved(String component, String endpoint, String from, String to, String reason) implements CacheEvent {}

    /** How a call ended. */
    enum Result {
        /** A read found what was asked; a bulk read all of it. */
        HIT,
        /** A bulk read found some. */
        PARTIAL,
        /** A read found nothing. */
        MISS,
        /** A write was stored. */
        STORED,
        /** An add found the key taken, or a replace found it absent. */
        NOT_STORED,
        /** A cas or conditional delete found another version. */
        CHANGED,
        /** A cas, a delete, a touch or a count found the key absent. */
        MISSING,
        /** An entry was removed. */
        DELETED,
        /** A counter was counted or created. */
        COUNTED,
        /** An entry was given a new TTL. */
        TOUCHED,
        /** A call without further result ended well. */
        DONE,
        /** The call threw. */
        FAILED
    }
}
