package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.io.Serial;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a key's truth is, and how it moves.
 *
 * <p>The old cache's entry decides: a plain value is the truth, a forward mark says that new holds it. So one
 * {@code cas} on one server moves a key, and whoever loses that race looks again. Before it, the value is laid into
 * new under a claim of the same id, which means nothing until old forwards to it; after it, the claim is turned into
 * the plain value, by the mover or by whoever meets it first: a process may die between any two steps.
 */
final class Placement {
    /** What two caches may differ by in what is left of one life: memcached counts in whole seconds, and adds two. */
    private static final Duration TTL_TOLERANCE = Duration.ofSeconds(3);

    private static final int MOST_ATTEMPTS = 200;

    final DistributedCache newCache;
    final DistributedCache oldCache;
    final Mark.Format marks;
    private final MigrationOptions options;
    private final MigrationFigures figures;
    private final RepairJournal journal;
    private final boolean alone;

    Placement(
            DistributedCache newCache,
            DistributedCache oldCache,
            MigrationOptions options,
            MigrationFigures figures,
            RepairJournal journal,
            boolean alone) {
        this.newCache = newCache;
        this.oldCache = oldCache;
        this.marks = new Mark.Format(options.name());
        this.options = options;
        this.figures = figures;
        this.journal = journal;
        this.alone = alone;
    }

    /**
     * What new holds of a key whose truth is in new.
     *
     * @param entry the plain value, null if the key is absent: then {@link #put} and {@code set} on new create it
     * @param mark the mark in the place of an absent key, which may be a claim that old is about to forward to: only a
     *     write that takes its place may take it away
     * @param oldAway whether old could not be asked, so that it may hold a value that must not come back
     */
    record Owned(@Nullable Versioned entry, @Nullable Versioned mark, boolean oldAway) {
        private static Owned of(@Nullable Versioned entry) {
            return new Owned(entry, null, false);
        }

        private static Owned unseen(@Nullable Versioned mark, boolean oldAway) {
            return new Owned(null, mark, oldAway);
        }
    }

    /** Repeats until an answer, each time because somebody else got further with the key. */
    <T> T untilAnswered(Operation operation, String key, Supplier<@Nullable T> attempt) {
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            T answer = attempt.get();
            if (answer != null) {
                return answer;
            }
        }
        throw new CacheOverloadedException(
                FailedCall.unsent(operation, key, newCache.toString()),
                "others changed the key " + MOST_ATTEMPTS + " times while it was being moved");
    }

    /** Moves the truth of the key to new, if it is not there yet. */
    Owned own(Operation operation, String key) {
        return own(operation, key, new Patience(options.timeout(), options.ticker()));
    }

    /** The same, for as long as there is patience with old; past that old counts as away. */
    Owned own(Operation operation, String key, Patience patience) {
        return untilAnswered(operation, key, () -> ownOnce(key, patience));
    }

    private @Nullable Owned ownOnce(String key, Patience patience) {
        Versioned inNew = newCache.gets(key);
        Mark mark = marks.of(inNew);
        if (inNew != null && mark == null) {
            return Owned.of(inNew);
        }
        if (alone && inNew != null && mark != null && mark.is(Mark.Kind.COPY) && !journal.hidesCopy(key)) {
            byte[] copied = Objects.requireNonNull(mark.value(), "a copy's value");
            finish(key, inNew, copied, remaining(newCache, key)); // nothing is left that it could be a copy of
            return null;
        }
        if (hidesOld(key)) {
            return Owned.unseen(inNew, !alone);
        }
        try {
            if (patience.reason() instanceof CacheTransientException away) {
                throw new OldAway(away);
            }
            return decideByOld(key, inNew, mark);
        } catch (OldAway e) {
            patience.failed(e.failure);
            figures.oldFailures.increment();
            if (options.oldFailure() == OldFailure.ERROR) {
                throw e.failure;
            }
            return Owned.unseen(inNew, true);
        }
    }

    /** What a reader sees of what new holds: no copy that may be older than what this process has written. */
    byte @Nullable [] visible(String key, byte[] stored) {
        byte[] value = marks.visible(stored);
        return value != stored && journal.hidesCopy(key) ? null : value;
    }

    /** Whether old is not to be looked at: it is off, or may hold something older. */
    boolean hidesOld(String key) {
        return alone || journal.hidesOld(key);
    }

    private @Nullable Owned decideByOld(String key, @Nullable Versioned inNew, @Nullable Mark mark) {
        Versioned inOld = fromOld(() -> oldCache.gets(key));
        Mark forward = marks.of(inOld);
        if (forward != null) {
            return followed(key, forward);
        }
        if (inOld != null) {
            move(key, inNew, mark, inOld);
            return null;
        }
        if (!clearedOfMarks(key, inNew)) {
            return null;
        }
        byte[] forwarding = marks.write(Mark.forward());
        boolean absent = !options.leaveMarks() || fromOld(() -> oldCache.add(key, forwarding, options.forwardTtl()));
        return absent ? Owned.of(null) : null;
    }

    /** Looks in new again: what it held before old was read says nothing, for the key may have moved in between. */
    private @Nullable Owned followed(String key, Mark forward) {
        Versioned inNew = newCache.gets(key);
        Mark mark = marks.of(inNew);
        if (inNew == null || mark == null) {
            return Owned.of(inNew);
        }
        if (!mark.id().equals(forward.id())) {
            clearedOfMarks(key, inNew);
        } else if (mark.value() != null) {
            finish(key, inNew, mark.value(), remaining(newCache, key));
        } // else its mover alone has the value, and is about to finish
        return null;
    }

    boolean clearedOfMarks(String key, @Nullable Versioned inNew) {
        return inNew == null || newCache.delete(key, inNew.token()) != CasOutcome.CHANGED;
    }

    /**
     * Moves a value: claim, forward, finish. A claim of another mover with the same bytes is taken over, not replaced:
     * its mover may be about to forward to it.
     */
    private void move(String key, @Nullable Versioned inNew, @Nullable Mark there, Versioned inOld) {
        Ttl left = fromOld(() -> remaining(oldCache, key));
        if (left == null) {
            return;
        }
        boolean adopted = there != null && there.is(Mark.Kind.CLAIM) && Arrays.equals(there.value(), inOld.value());
        Mark claim = adopted ? there : claim(key, inNew, inOld.value(), left);
        if (claim == null || (options.leaveMarks() && !claimLivesAsLong(key, claim))) {
            return;
        }
        byte[] forward = marks.write(Mark.forward(claim.id()));
        if (fromOld(() -> oldCache.cas(key, forward, inOld.token(), options.forwardTtl())) != CasOutcome.STORED) {
            return;
        }
        figures.moved(left);
        Versioned claimed = newCache.gets(key);
        if (claimed != null && marks.isMark(claimed.value())) {
            finish(key, claimed, inOld.value(), options.leaveMarks() ? remaining(newCache, key) : left);
        }
    }

    /**
     * Whether the claim, now that it can be seen, lives as long as the value in old: a touch before that changed old
     * alone, one after it changes the claim too.
     */
    private boolean claimLivesAsLong(String key, Mark claim) {
        Versioned claimed = newCache.gets(key);
        Mark standing = marks.of(claimed);
        Ttl inNew = remaining(newCache, key);
        Ttl inOld = fromOld(() -> remaining(oldCache, key));
        if (claimed == null
                || standing == null
                || !standing.id().equals(claim.id())
                || inNew == null
                || inOld == null) {
            return false;
        }
        return areClose(inNew, inOld)
                || newCache.cas(key, claimed.value(), claimed.token(), inOld).applied();
    }

    private static boolean areClose(Ttl one, Ttl other) {
        if (one.isForever() || other.isForever()) {
            return one.equals(other);
        }
        return one.duration().minus(other.duration()).abs().compareTo(TTL_TOLERANCE) <= 0;
    }

    private void finish(String key, Versioned claimed, byte[] value, @Nullable Ttl left) {
        if (left != null) {
            newCache.cas(key, value, claimed.token(), left);
        }
    }

    /** Lays a claim into new; one without the value where the mark would make it too large. Null: somebody was faster. */
    private @Nullable Mark claim(String key, @Nullable Versioned inNew, byte[] value, Ttl left) {
        Mark claim = Mark.claim(value);
        try {
            return lay(key, inNew, claim, left) ? claim : null;
        } catch (CacheRejectedException e) {
            Mark bare = Mark.claim(null);
            return lay(key, inNew, bare, left) ? bare : null;
        }
    }

    /** Puts a mark in the place of what was seen of the key in new; false: somebody was faster. */
    boolean lay(String key, @Nullable Versioned inNew, Mark mark, Ttl ttl) {
        return put(key, inNew, marks.write(mark), ttl);
    }

    /** The same with a value, or with whatever is to be stored. */
    boolean put(String key, @Nullable Versioned inNew, byte[] stored, Ttl ttl) {
        return inNew == null
                ? newCache.add(key, stored, ttl)
                : newCache.cas(key, stored, inNew.token(), ttl) == CasOutcome.STORED;
    }

    /** Gives a claim the life that the value in old was just given; who forwards to it looks at it after that. */
    void touchClaim(String key, Ttl ttl) {
        untilAnswered(Operation.TOUCH, key, () -> {
            Versioned inNew = newCache.gets(key);
            Mark mark = marks.of(inNew);
            boolean done = inNew == null
                    || mark == null
                    || !mark.is(Mark.Kind.CLAIM)
                    || newCache.cas(key, inNew.value(), inNew.token(), ttl) != CasOutcome.CHANGED;
            return done ? Boolean.TRUE : null;
        });
    }

    /** Makes old forward whatever it was just seen to hold, after the key was written in new while old was away. */
    void disown(String key, @Nullable Versioned seen) {
        if (!isDisowned(key, seen, () -> true)) {
            disownWhere(key, () -> true);
        }
    }

    /** The same, where that holds after old was found to hold a value. */
    void disownWhere(String key, BooleanSupplier isWanted) {
        untilAnswered(Operation.DELETE, key, () -> isDisowned(key, oldCache.gets(key), isWanted) ? Boolean.TRUE : null);
    }

    private boolean isDisowned(String key, @Nullable Versioned inOld, BooleanSupplier isWanted) {
        return inOld == null
                || marks.isMark(inOld.value())
                || !isWanted.getAsBoolean()
                || oldCache.cas(key, marks.write(Mark.forward()), inOld.token(), options.forwardTtl())
                        == CasOutcome.STORED;
    }

    /** What is left of the entry's life; the option's where the cache can't tell; null if there is no entry. */
    @Nullable
    Ttl remaining(DistributedCache cache, String key) {
        return cache.capabilities().contains(Capability.TTL_READ) ? cache.ttl(key) : Ttl.of(options.promotionTtl());
    }

    /** Runs a call on old, so that its failure can be told from one of new. */
    private static <T extends @Nullable Object> T fromOld(Supplier<T> call) {
        try {
            return call.get();
        } catch (CacheTransientException e) {
            throw new OldAway(e);
        }
    }

    /** Old could not be asked. */
    private static final class OldAway extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        /** What it said. */
        private final CacheTransientException failure;

        OldAway(CacheTransientException failure) {
            super(failure.getMessage(), failure, false, false);
            this.failure = failure;
        }
    }
}
