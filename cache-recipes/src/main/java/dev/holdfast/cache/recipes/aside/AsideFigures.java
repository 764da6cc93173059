package dev.holdfast.cache.recipes.aside;

import java.time.Duration;

/**
 * What a {@link CacheAside} has done since it was made, counted by key. Not one moment's view.
 *
 * @param hits answered from the cache, fresh
 * @param stale answered from the cache past the TTL, while a load ran
 * @param staleOnError answered from the cache past the TTL, because a load failed
 * @param loads loads begun, in the foreground and the background
 * @param loadFailures loads whose loader threw
 * @param timeouts loads that passed their deadline
 * @param waits callers that waited for a load that another caller had begun
 * @param leaseWaits loads not begun at once because another process held the lease
 * @param throttled loads not begun because one had failed shortly before, or because the bulkhead was full
 * @param fenced loaded values not stored, because the key was invalidated or written meanwhile
 * @param degraded loaded values not stored, because the cache could not be asked or refused them, or another process's
 *     load took too long
 * @param undecodable stored bytes that were none of ours or could not be decoded, and so were a miss
 * @param loading loads running now
 * @param waitingLoads loads that wait for their turn now
 * @param oldestLoad how long the oldest of the running loads has been running; zero if none is
 */
public record AsideFigures(
        long hits,
        long stale,
        long staleOnError,
        long loads,
        long loadFailures,
        long timeouts,
        long waits,
        long leaseWaits,
        long throttled,
        long fenced,
        long degraded,
        long undecodable,
        int loading,
        int waitingLoads,
        Duration oldestLoad) {}
