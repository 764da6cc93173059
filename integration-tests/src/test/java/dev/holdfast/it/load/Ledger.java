package dev.holdfast.it.load;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * What must be there: of each key the last version that its owner was told is stored, or deleted, and the last that may
 * be. Every write and every deletion has a number of its own, counted up. Each key is changed by its owner's thread
 * alone and read by all.
 */
final class Ledger {
    private final Era era;
    private final boolean forgetsWhenDisturbed;
    private final AtomicIntegerArray acknowledged;
    private final AtomicIntegerArray tried;
    private final int[] unknown;
    private final boolean[] deleted;
    private final int[] restarts;
    private final boolean[] calm;

    /** Whether a key is there, as far as its owner can know. */
    enum Presence {
        THERE,
        ABSENT,
        UNSURE
    }

    /**
     * What is known of a key before it is read by another than its owner.
     *
     * @param version which must be seen, or a newer one
     * @param isThere whether it must be there as long as it is not changed
     * @param restarts how often the servers were restarted before that change
     */
    record Claim(int version, boolean isThere, int restarts) {}

    /**
     * An empty one.
     *
     * @param forgetsWhenDisturbed whether a fault may take what is written meanwhile, and answers absent, as a breaker
     *     does; a restart takes all
     */
    Ledger(int keys, Era era, boolean forgetsWhenDisturbed) {
        this.era = era;
        this.forgetsWhenDisturbed = forgetsWhenDisturbed;
        acknowledged = new AtomicIntegerArray(keys);
        tried = new AtomicIntegerArray(keys);
        unknown = new int[keys];
        deleted = new boolean[keys];
        restarts = new int[keys];
        calm = new boolean[keys];
    }

    /** A key as caches know it; some are such as memcached can't hold as they are. */
    static String name(int key) {
        return key % 97 == 0 ? "load: " + key + " with spaces" : "load:" + key;
    }

    int keys() {
        return acknowledged.length();
    }

    /** The number of the next change of that key, which is about to be tried. */
    int next(int key) {
        int version = tried.get(key) + 1;
        tried.set(key, version);
        return version;
    }

    /** That change was acknowledged; begun at that moment. */
    void done(int key, int version, boolean isDeletion, Era.Moment begun) {
        deleted[key] = isDeletion;
        restarts[key] = begun.restarts();
        calm[key] = era.isCalmSince(begun.calm());
        acknowledged.set(key, version);
    }

    /** That change may have been carried out, or may be yet. */
    void unknown(int key, int version) {
        unknown[key] = version;
    }

    /** Asked by the owner after a call that began then, for what a restart meanwhile makes unsure. */
    Presence presence(int key, Era.Moment begun) {
        int last = acknowledged.get(key);
        if (unknown[key] > last) {
            return Presence.UNSURE;
        }
        if (last == 0 || deleted[key]) {
            return Presence.ABSENT;
        }
        return calm(key) && isKept(restarts[key], begun) ? Presence.THERE : Presence.UNSURE;
    }

    private boolean calm(int key) {
        return calm[key] || !forgetsWhenDisturbed;
    }

    /** Whether what is there may not be read as absent by a call that began then and is over. */
    private boolean isKept(int restartsWhenWritten, Era.Moment begun) {
        return era.isSameServer(restartsWhenWritten) && (!forgetsWhenDisturbed || era.isCalmSince(begun.calm()));
    }

    /** Checks what the owner has read. */
    void readByOwner(int key, byte @Nullable [] value, Era.Moment begun) {
        if (value == null) {
            if (presence(key, begun) == Presence.THERE) {
                throw lost(key);
            }
            return;
        }
        int version = Content.version(key, value);
        checkVersion(key, version, acknowledged.get(key));
        if (version > acknowledged.get(key)) {
            if (version > unknown[key]) {
                throw new AssertionError(name(key) + " is read as version " + version + ", which was not applied");
            }
            done(key, version, false, begun); // what was unknown is known now
        } else if (deleted[key]) {
            throw new AssertionError(name(key) + " is read as its own deletion, version " + version);
        }
    }

    /** What others must see in a call that begins after this. */
    Claim claim(int key) {
        int version = acknowledged.get(key);
        boolean isThere = version > 0 && tried.get(key) == version && !deleted[key] && calm(key);
        return new Claim(version, isThere, restarts[key]);
    }

    /** Checks what somebody has read who asked for the claim before. */
    void readByOther(int key, byte @Nullable [] value, Claim claim, Era.Moment begun) {
        if (value != null) {
            checkVersion(key, Content.version(key, value), claim.version());
        } else if (claim.isThere() && tried.get(key) == claim.version() && isKept(claim.restarts(), begun)) {
            throw lost(key);
        }
    }

    private AssertionError lost(int key) {
        return new AssertionError(name(key) + ", acknowledged as version " + acknowledged.get(key) + ", is lost");
    }

    private void checkVersion(int key, int version, int floor) {
        if (version < floor) {
            throw new AssertionError(
                    name(key) + " is read as version " + version + " after " + floor + " was acknowledged");
        }
        if (version > tried.get(key)) {
            throw new AssertionError(
                    name(key) + " is read as version " + version + ", and only " + tried.get(key) + " were written");
        }
    }
}
