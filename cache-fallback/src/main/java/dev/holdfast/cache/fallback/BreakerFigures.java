package dev.holdfast.cache.fallback;

/**
 * What a {@link CircuitBreakerCache} did so far; near, not of one moment.
 *
 * @param state where it is
 * @param opened how often it opened
 * @param answeredLocally calls that the local cache answered; a bulk call counts once
 * @param refused calls refused because the remote cache is away or does not have the key yet; a bulk call counts once a
 *     key
 * @param journalled keys that the remote cache does not have yet as they were written here
 * @param reconciled keys that were invalidated, replayed or counted after an outage
 * @param uncertainCounts counts that were sent once after an outage and whose answer was lost, or that the entry there
 *     can't take; they are never sent twice
 */
public record BreakerFigures(
        BreakerState state,
        long opened,
        long answeredLocally,
        long refused,
        long journalled,
        long reconciled,
        long uncertainCounts) {}
