package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who loads anew a value that is still there: a lease in a key of its own, so that the value need not be rewritten, keeps
 * its TTL, and is itself the fence. After a load that failed, a note stays there for as long as nobody is to try again.
 */
final class RefreshLeases {
    private static final String PREFIX = "~refresh:";
    private static final int MOST_TRIES = 8;

    private final DistributedCache cache;
    private final CacheAsideOptions options;

    RefreshLeases(DistributedCache cache, CacheAsideOptions options) {
        this.cache = cache;
        this.options = options;
    }

    /** What an attempt came to. */
    enum Kind {
        TAKEN,
        HELD,
        THROTTLED
    }

    /**
     * One attempt.
     *
     * @param kind what it came to
     * @param lease what was taken; null if none was
     */
    record Attempt(Kind kind, Fence.@Nullable Lease lease) {}

    /**
     * Tries to become the one who loads.
     *
     * @param stored the key of the value
     * @param obeying whether a note that a load failed holds it back
     */
    Attempt take(String stored, boolean obeying) {
        Fence.Lease lease =
                new Fence.Lease(PREFIX + stored, options.runtime().random().nextLong() | 1);
        byte[] bytes = Envelope.lease(lease.mark(), Map.of()).bytes();
        Ttl ttl = Ttl.of(options.leaseTtl());
        for (int i = 0; i < MOST_TRIES; i++) {
            if (cache.add(lease.key(), bytes, ttl)) {
                return new Attempt(Kind.TAKEN, lease);
            }
            Versioned held = cache.gets(lease.key());
            if (held != null) {
                Envelope envelope = Envelope.read(held.value());
                if (envelope != null && envelope.isLease()) {
                    return new Attempt(Kind.HELD, null);
                }
                if (envelope != null && obeying) {
                    return new Attempt(Kind.THROTTLED, null);
                }
                if (cache.cas(lease.key(), bytes, held.token(), ttl) == CasOutcome.STORED) {
                    return new Attempt(Kind.TAKEN, lease);
                }
            }
        }
        return new Attempt(Kind.HELD, null);
    }

    /** Turns a lease into the note that its load failed. */
    void throttle(Fence.Lease lease, Duration duration) {
        Versioned held = cache.gets(lease.key());
        if (held != null && EntryStore.markOf(held.value()) == lease.mark()) {
            Envelope.Header header = new Envelope.Header(true, lease.mark() + 2, 0, 0, 0);
            cache.cas(lease.key(), Envelope.of(header, Map.of(), null).bytes(), held.token(), Ttl.of(duration));
        }
    }
}
