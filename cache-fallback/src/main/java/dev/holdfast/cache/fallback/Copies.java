package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * New's copies of keys whose truth is in old.
 *
 * <p>They are made under a lease (Nishtala et al., Scaling Memcache at Facebook, NSDI'13): the lease is laid before old
 * is read and is turned into the copy only if it is still there, and who writes the key takes lease and copy away after
 * writing.
 */
final class Copies {
    /** How long a reader may take between reading old and leaving its copy. */
    static final Ttl LEASE_TTL = Ttl.ofSeconds(10);

    private static final Duration LEAST_WORTH_COPYING = Duration.ofSeconds(1);

    private final Placement placement;
    private final DistributedCache newCache;
    private final DistributedCache oldCache;
    private final Mark.Format marks;
    private final Duration longestLife;
    private final MigrationFigures figures;

    Copies(Placement placement, Duration longestLife, MigrationFigures figures) {
        this.placement = placement;
        this.newCache = placement.newCache;
        this.oldCache = placement.oldCache;
        this.marks = placement.marks;
        this.longestLife = longestLife;
        this.figures = figures;
    }

    /** Copies a key whose truth is in old to new, for readers; true if it did. Nobody waits for it: it may also not. */
    boolean copy(String key) {
        Mark lease = Mark.lease();
        if (!newCache.add(key, marks.write(lease), LEASE_TTL)) {
            return false;
        }
        byte[] value = oldCache.get(key);
        Ttl left = value == null || marks.isMark(value) ? null : placement.remaining(oldCache, key);
        Versioned leased = newCache.gets(key);
        Mark standing = marks.of(leased);
        if (leased == null || standing == null || !standing.id().equals(lease.id())) {
            figures.refusedCopies.increment();
            return false;
        }
        Ttl life = left == null ? null : lifeOfCopy(left);
        if (value == null || left == null || life == null) {
            newCache.delete(key, leased.token());
            return false;
        }
        boolean copied = newCache.cas(key, marks.write(Mark.copy(value)), leased.token(), life) == CasOutcome.STORED;
        (copied ? figures.copies : figures.refusedCopies).increment();
        figures.seenInOld(left);
        return copied;
    }

    static boolean isWorthCopying(Ttl left) {
        return left.isForever() || left.duration().compareTo(LEAST_WORTH_COPYING) >= 0;
    }

    /**
     * How long a copy may live: shorter than the value by the lease, for so long may its maker have slept since it
     * asked what is left. So a copy is gone when the value is. Null: too short to be worth it.
     */
    private @Nullable Ttl lifeOfCopy(Ttl left) {
        Ttl most = Ttl.of(longestLife);
        if (left.isForever()) {
            return most;
        }
        Duration life = left.duration().minus(LEASE_TTL.duration());
        if (life.compareTo(LEAST_WORTH_COPYING) < 0) {
            return null;
        }
        return life.compareTo(most.duration()) > 0 ? most : Ttl.of(life);
    }

    /**
     * Lays a lease over new's copy before the key is written in old, so that a writer who dies after that leaves no
     * copy older than its write.
     *
     * @return whether new holds the key in its own right
     */
    boolean cover(String key) {
        return placement.untilAnswered(Operation.SET, key, () -> {
            Versioned inNew = newCache.gets(key);
            Mark mark = marks.of(inNew);
            if (inNew == null || mark == null || !mark.is(Mark.Kind.COPY)) {
                return inNew != null && mark == null;
            }
            return placement.lay(key, inNew, Mark.lease(), LEASE_TTL) ? false : null;
        });
    }

    /** Lays a lease into new in the place of lease, copy or nothing: until it ends nobody copies the key. */
    void shut(String key) {
        placement.untilAnswered(Operation.SET, key, () -> {
            Versioned inNew = newCache.gets(key);
            Mark mark = marks.of(inNew);
            boolean isOthers = inNew != null && (mark == null || mark.is(Mark.Kind.CLAIM));
            return (isOthers || placement.lay(key, inNew, Mark.lease(), LEASE_TTL)) ? Boolean.TRUE : null;
        });
    }

    /** Takes lease and copy out of new, after the key was written in old; what new holds in its own right stays. */
    void withdraw(String key) {
        placement.untilAnswered(
                Operation.DELETE, key, () -> isWithdrawn(key, newCache.gets(key)) ? Boolean.TRUE : null);
    }

    /** The same, of what was just seen in new. */
    void withdraw(String key, @Nullable Versioned seen) {
        if (!isWithdrawn(key, seen)) {
            withdraw(key);
        }
    }

    private boolean isWithdrawn(String key, @Nullable Versioned inNew) {
        Mark mark = marks.of(inNew);
        return inNew == null
                || mark == null
                || mark.is(Mark.Kind.CLAIM)
                || newCache.delete(key, inNew.token()) != CasOutcome.CHANGED;
    }
}
