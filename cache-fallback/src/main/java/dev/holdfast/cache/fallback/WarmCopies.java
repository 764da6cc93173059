package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Local copies of what is read from and written to the remote cache while all is well, each no older than the staleness
 * bound. A call never puts back what a write has replaced: the key's stamp moves when a write begins and when it ends,
 * and the value of a call is kept only where the stamp has not moved since the call began.
 */
final class WarmCopies {
    private final DistributedCache local;
    private final OutageJournal journal;
    private final boolean on;
    private final Ttl staleness;

    WarmCopies(DistributedCache local, OutageJournal journal, boolean on, Duration staleness) {
        this.local = local;
        this.journal = journal;
        this.on = on;
        this.staleness = Ttl.of(staleness);
    }

    boolean isOn() {
        return on;
    }

    byte @Nullable [] get(DistributedCache remote, String key) {
        int stamp = reading(key);
        byte[] value = remote.get(key);
        keepRead(key, value, stamp);
        return value;
    }

    void set(DistributedCache remote, String key, byte[] value, Ttl ttl) {
        int stamp = writing(key);
        boolean stored = false;
        try {
            remote.set(key, value, ttl);
            stored = true;
        } finally {
            if (stored) {
                keepWritten(key, value, ttl, stamp);
            } else {
                drop(key);
            }
        }
    }

    /** Another change of the remote cache, after which no copy of what was there before is kept. */
    <T extends @Nullable Object> T changing(String key, Supplier<T> call) {
        if (!on) {
            return call.get();
        }
        writing(key);
        try {
            return call.get();
        } finally {
            drop(key);
        }
    }

    /** A touch: where it fails the value is what it was, and the copy stays. */
    boolean touch(DistributedCache remote, String key, Ttl ttl) {
        writing(key);
        boolean touched = remote.touch(key, ttl);
        drop(key);
        return touched;
    }

    /** As {@link #touch}; the value is as good as one just written. */
    byte @Nullable [] getAndTouch(DistributedCache remote, String key, Ttl ttl) {
        int stamp = writing(key);
        byte[] value = remote.getAndTouch(key, ttl);
        if (value == null) {
            drop(key);
        } else {
            keepWritten(key, value, ttl, stamp);
        }
        return value;
    }

    /** Before a read. */
    int reading(String key) {
        return on ? journal.stamp(key) : 0;
    }

    /** Before a write. */
    int writing(String key) {
        return on ? journal.newStamp(key) : 0;
    }

    /** After a read: null where the entry is absent. A write that came meanwhile knows better. */
    void keepRead(String key, byte @Nullable [] value, int stamp) {
        if (on) {
            journal.whereFree(key, stamp, isLatest -> {
                if (isLatest && value != null) {
                    store(key, value, staleness);
                } else if (isLatest) {
                    local.delete(key);
                }
            });
        }
    }

    /** After a write. Where another came meanwhile nobody knows here which of them was last. */
    void keepWritten(String key, byte[] value, Ttl ttl, int stamp) {
        if (on) {
            journal.whereFree(key, stamp, isLatest -> {
                journal.newStamp(key);
                if (isLatest) {
                    store(key, value, staleness.toNanos() < ttl.toNanos() ? staleness : ttl);
                } else {
                    local.delete(key);
                }
            });
        }
    }

    /** A copy that can't be stored must not fail the call, but the one before it must go. */
    private void store(String key, byte[] value, Ttl ttl) {
        try {
            local.set(key, value, ttl);
        } catch (CacheException e) {
            local.delete(key);
        }
    }

    /** After a change whose result is not known here. */
    void drop(String key) {
        if (on) {
            journal.whereFree(key, 0, isLatest -> {
                journal.newStamp(key);
                local.delete(key);
            });
        }
    }
}
