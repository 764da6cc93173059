package dev.holdfast.cache.recipes.near;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import dev.holdfast.cache.InvalidationListener;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is held in this process, and whether it may be believed: within its time, within the epoch in which it was read,
 * and while the proof that changes are told is recent enough. Time and epoch are stamps on the entry, for Caffeine's own
 * expiry of single entries would cost a hit more than all the rest of it. Safe for any number of threads.
 */
final class NearStore implements InvalidationListener {
    /** Nothing is believed, and nothing need be kept. */
    static final long NO_EPOCH = 0;

    /** Far off, and still comparable by difference. */
    private static final long ALWAYS_NANOS = Long.MAX_VALUE / 2;

    private final Cache<String, NearEntry> entries;
    /** The same entries, read without a word to the eviction policy. */
    private final Policy<String, NearEntry> quietly;

    private final Flights flights = new Flights();
    private final LongSupplier ticker;
    private final long trustNanos;
    private final LongAdder invalidations = new LongAdder();
    private final LongAdder gaps = new LongAdder();

    private volatile long epoch = NO_EPOCH;
    private volatile long trustedUntilNanos;
    private long lastEpoch = NO_EPOCH;
    private boolean live;
    private boolean closed;

    NearStore(long maximum, boolean byWeight, LongSupplier ticker, Duration trust) {
        Caffeine<Object, Object> builder = Caffeine.newBuilder();
        entries = byWeight
                ? builder.maximumWeight(maximum)
                        .weigher((String key, NearEntry entry) -> entry.weight())
                        .build()
                : builder.maximumSize(maximum).build();
        quietly = entries.policy();
        this.ticker = ticker;
        this.trustNanos = nanos(trust);
        this.trustedUntilNanos = ticker.getAsLong();
    }

    /** A duration of any length, as far as it can be added to a tick. */
    static long nanos(Duration duration) {
        return Math.min(Ttl.of(duration).toNanos(), ALWAYS_NANOS);
    }

    /** What is held of a key and may be believed; null if there is no such thing. */
    @Nullable
    NearEntry get(String key) {
        NearEntry entry = quietly.getIfPresentQuietly(key);
        if (entry == null || entry.epoch() != epoch) {
            return null;
        }
        long now = ticker.getAsLong();
        if (entry.endNanos() - now <= 0 || trustedUntilNanos - now <= 0) {
            return null;
        }
        if (entry.isReportDue(now)) {
            var unused = entries.getIfPresent(key); // its report
        }
        return entry;
    }

    long nanos() {
        return ticker.getAsLong();
    }

    /** The epoch of reads that start now. */
    long epoch() {
        return epoch;
    }

    /** A read of the shared cache starts; gives its turn. */
    long depart(String key) {
        return flights.depart(key);
    }

    /** It ends with an entry to keep, if it has one, and if it may be kept. */
    void land(String key, long turn, @Nullable Object brings, @Nullable NearEntry entry) {
        flights.land(
                key,
                turn,
                brings,
                () -> {
                    if (entry != null && entry.epoch() == epoch && entry.epoch() != NO_EPOCH) {
                        entries.put(key, entry);
                    }
                },
                () -> drop(key));
    }

    /** It ends with a failure. */
    void turnBack(String key) {
        flights.turnBack(key);
    }

    void startChange(String key) {
        flights.startChange(key, () -> drop(key));
    }

    void endChange(String key) {
        flights.endChange(key, () -> drop(key));
    }

    private boolean drop(String key) {
        return entries.asMap().remove(key) != null;
    }

    /** Drops what is held of a key, and has nothing kept of what is being read. */
    boolean forget(String key) {
        flights.changed(key);
        return drop(key);
    }

    synchronized void forgetAll() {
        if (live) {
            epoch = ++lastEpoch;
        }
    }

    @Override
    public void changed(String key) {
        if (forget(key)) {
            invalidations.increment();
        }
    }

    @Override
    public synchronized void live() {
        if (!closed) {
            live = true;
            epoch = ++lastEpoch;
        }
    }

    /** For good, with nobody who tells. */
    void liveOnTrust() {
        live();
        trustedUntilNanos = ticker.getAsLong() + ALWAYS_NANOS;
    }

    @Override
    public void proven(long nanos) {
        trustedUntilNanos = nanos + trustNanos;
    }

    @Override
    public void allChanged() {
        forgetAll();
        gaps.increment();
    }

    @Override
    public synchronized void gap() {
        live = false;
        epoch = NO_EPOCH;
        gaps.increment();
    }

    synchronized void close() {
        closed = true;
        live = false;
        epoch = NO_EPOCH;
        entries.invalidateAll();
    }

    synchronized boolean isLive() {
        return live;
    }

    long invalidations() {
        return invalidations.sum();
    }

    long gaps() {
        return gaps.sum();
    }

    long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }

    /** Since what moment on changes might not have been told, going by the last proof. */
    Duration sinceProof() {
        return Duration.ofNanos(Math.max(0, ticker.getAsLong() - (trustedUntilNanos - trustNanos)));
    }
}
