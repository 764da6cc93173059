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
    private final long[] calms;

    /** Whether a key is there, as far as its owner can know. */
    enum Presence {
        THERE,
        ABSENT,
        UNSURE
    }

    /**
     * An empty one.
     *
     * @param forgetsWhenDisturbed whether a fault may take an entry, as a breaker's recovery does; a restart always may
     */
    Ledger(int keys, Era era, boolean forgetsWhenDisturbed) {
        this.era = era;
        this.forgetsWhenDisturbed = forgetsWhenDisturbed;
        acknowledged = new AtomicIntegerArray(keys);
        tried = new AtomicIntegerArray(keys);
        unknown = new int[keys];
        deleted = new boolean[keys];
        restarts = new int[keys];
        calms = new long[keys];
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
        calms[key] = begun.calm();
        acknowledged.set(key, version);
    }

    /** That change may have been carried out, or may be yet. */
    void unknown(int key, int version) {
        unknown[key] = version;
    }

    /** Asked by the owner after a call, for what a restart meanwhile makes unsure. */
    Presence presence(int key) {
        int last = acknowledged.get(key);
        if (unknown[key] > last) {
            return Presence.UNSURE;
        }
        if (last == 0 || deleted[key]) {
            return Presence.ABSENT;
        }
        boolean sure = era.isSameServer(restarts[key]) && (!forgetsWhenDisturbed || era.isCalmSince(calms[key]));
        return sure ? Presence.THERE : Presence.UNSURE;
    }

    /** Checks what the owner has read. */
    void readByOwner(int key, byte @Nullable [] value, Era.Moment begun) {
        if (value == null) {
            if (presence(key) == Presence.THERE) {
                throw new AssertionError(
                        name(key) + ", acknowledged as version " + acknowledged.get(key) + ", is lost");
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

    /** The version that others must see, or a newer one, in a call that begins after this. */
    int floor(int key) {
        return acknowledged.get(key);
    }

    /** Checks what somebody has read who asked for {@link #floor} before; absent it may be at any time. */
    void readByOther(int key, byte[] value, int floor) {
        checkVersion(key, Content.version(key, value), floor);
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
