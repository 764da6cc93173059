package dev.holdfast.cache.memcached;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Outcome;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Counting within 0 .. 2^63−1 on a server that counts within 0 .. 2^64−1 and wraps.
 *
 * <p>A small step is counted at once; if it leads over the limit it is taken back, and decided by version. A large step,
 * of which few together could wrap, is always decided by version: it is counted only on the entry whose count was read
 * and leaves room. Where the server has no such command (a proxy), the count is read before.
 */
final class CounterCalls {
    /** From here on a step is large: 2^31 smaller ones at one moment would be needed to wrap. */
    static final long LARGE = 1L << 32;

    private static final long GLANCE_NANOS = Duration.ofMillis(2).toNanos();

    private final Protocol protocol;

    CounterCalls(Protocol protocol) {
        this.protocol = protocol;
    }

    /** The new count; null where the key is absent. */
    @Nullable
    Long count(Call call, Server server, boolean up, byte[] key, long delta) {
        return up ? countUp(call, server, key, delta) : countDown(call, server, key, delta);
    }

    private @Nullable Long countUp(Call call, Server server, byte[] key, long delta) {
        if (delta < LARGE) {
            Long sum = call.ask(server, protocol.count(true, key, delta));
            if (sum == null || isWithin(sum, delta)) {
                return sum;
            }
            takeBack(call, server, key, -delta);
            settle(call, server, key);
        }
        while (true) {
            Item item = counter(call, server, key);
            if (item == null) {
                return null;
            }
            if (count(call, server, item) > Long.MAX_VALUE - delta) {
                throw overLimit(call, server);
            }
            if (!server.facts().countsConditionally()) {
                return countUpAfterLook(call, server, key, delta);
            }
            Protocol.CountIf counted = call.ask(server, protocol.countIf(key, delta, item.unique()));
            if (counted.outcome() == Stored.DONE) {
                return counted.sum();
            }
        }
    }

    private @Nullable Long countUpAfterLook(Call call, Server server, byte[] key, long delta) {
        Long sum = call.ask(server, protocol.count(true, key, delta));
        if (sum == null || isWithin(sum, delta)) {
            return sum;
        }
        takeBack(call, server, key, -delta);
        throw overLimit(call, server);
    }

    /**
     * A step down from over the limit stands: the steps up that led there are taken back all the same, or their callers
     * are lost and told that they may have counted. To take it back would let others count on what it left.
     */
    private @Nullable Long countDown(Call call, Server server, byte[] key, long delta) {
        Long left = call.ask(server, protocol.count(false, key, delta));
        if (left == null || left == 0 || (left > 0 && left + delta >= 0)) {
            return left;
        }
        Item item = askOfCounted(call, server, protocol.gets(key), "a count over the limit could not be looked at");
        if (item != null && !CounterText.isLedOverLimit(left + delta, item.flags())) {
            takeBack(call, server, key, delta);
            throw new NotACounterException(call.failed(server), null);
        }
        return left < 0 ? Long.MAX_VALUE : left;
    }

    /** Whether a step up ended within the limit; one that ended below its own length has wrapped. */
    private static boolean isWithin(long sum, long delta) {
        return sum >= delta;
    }

    /** Undoes a step by one up, which takes a negative one too: the server counts modulo 2^64, and floors only decr. */
    private void takeBack(Call call, Server server, byte[] key, long undo) {
        askOfCounted(call, server, protocol.count(true, key, undo), "a step over the limit could not be taken back");
    }

    /** Asks what a step that was counted needs to be followed by: a failure leaves the count in the unknown. */
    private static <T extends @Nullable Object> T askOfCounted(
            Call call, Server server, Request<T> request, String trouble) {
        try {
            return call.ask(server, request);
        } catch (CacheInterruptedException e) {
            throw CacheInterruptedException.restoringTheFlag(call.failed(server), Outcome.UNKNOWN, null);
        } catch (CacheException e) {
            throw new CacheUnavailableException(call.failed(server), Outcome.UNKNOWN, trouble, e);
        }
    }

    /**
     * Waits until the steps of others over the limit are taken back too. Where one is not, because its caller lost the
     * connection or its life in between, the count stands still over the limit: after half of this call's time it is
     * set to the limit, by a step that ends there and so leaves the TTL alone.
     */
    private void settle(Call call, Server server, byte[] key) {
        long unique = 0;
        long sinceNanos = 0;
        while (true) {
            Item item = counter(call, server, key);
            long excess = item == null ? 0 : CounterText.excess(item);
            if (item == null || excess == 0) {
                return;
            }
            long nowNanos = System.nanoTime();
            if (item.unique() != unique) {
                unique = item.unique();
                sinceNanos = nowNanos;
            }
            if (nowNanos - sinceNanos < call.timeoutNanos() / 2) {
                LockSupport.parkNanos(this, GLANCE_NANOS);
            } else if (server.facts().countsConditionally()) {
                call.ask(server, protocol.countIf(key, -excess, unique));
            } else {
                call.ask(server, protocol.count(true, key, -excess));
            }
        }
    }

    /** The entry, after a check that it is a counter; null where it is absent. */
    private @Nullable Item counter(Call call, Server server, byte[] key) {
        Item item = call.ask(server, protocol.gets(key));
        if (item != null) {
            count(call, server, item);
        }
        return item;
    }

    private static long count(Call call, Server server, Item item) {
        return CounterText.parse(CounterText.read(item))
                .orElseThrow(() -> new NotACounterException(call.failed(server), null));
    }

    private static CacheRejectedException overLimit(Call call, Server server) {
        return new CacheRejectedException(
                call.failed(server),
                CacheRejectedException.Reason.COUNTER_LIMIT,
                "the counter would pass 2^63-1",
                null);
    }

    /** The new count, or the initial one where the key was absent: created by an add, so by one caller alone. */
    long countOrCreate(Call call, Server server, boolean up, byte[] key, long delta, long initial, int exptime) {
        byte[] digits = CounterText.format(initial);
        while (true) {
            Long count = count(call, server, up, key, delta);
            if (count != null) {
                return count;
            }
            Stored created = call.ask(server, protocol.store(Protocol.Verb.ADD, key, digits, 0, exptime, 0));
            if (created == Stored.DONE) {
                return initial;
            }
        }
    }
}
