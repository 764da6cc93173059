package dev.holdfast.cache.fallback;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The keys whose other side could not be brought in step, until it is: bounded, by key, the latest need wins.
 *
 * <p>A key that stands here is masked: reads don't look at the side that may hold something older, nor at a copy. Past the bound the
 * whole side is masked, for as long as this cache lives in the case of old, and until every copy that new may hold has
 * expired in the case of new.
 */
final class RepairJournal {
    private static final long NEVER = Long.MIN_VALUE;

    /** What is to be done. */
    enum Repair {
        /** Take the copy out of new: the key was written in old while new was away. */
        WITHDRAW_FROM_NEW,
        /** The same, where new was not asked: the thread was interrupted. */
        WITHDRAW_UNASKED,
        /** Make old forward: the key was written in new while old was away. */
        DISOWN_IN_OLD
    }

    /** One need; a later one of the same key is another. */
    record Need(Repair repair, long sequence) {}

    private final Map<String, Need> needs = new ConcurrentHashMap<>();
    private final Map<String, Integer> beingWritten = new ConcurrentHashMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private final int mostKeys;
    private final Duration copiesLive;
    private final LongSupplier ticker;
    private volatile boolean allOldHidden;
    private volatile long newHiddenUntil = NEVER;

    RepairJournal(int mostKeys, Duration copiesLive, LongSupplier ticker) {
        this.mostKeys = mostKeys;
        this.copiesLive = copiesLive;
        this.ticker = ticker;
    }

    /** Notes a key, or masks the whole side if there is no room. */
    void note(String key, Repair repair) {
        if (needs.size() < mostKeys || needs.containsKey(key)) {
            needs.put(key, new Need(repair, sequence.incrementAndGet()));
        } else if (repair == Repair.DISOWN_IN_OLD) {
            allOldHidden = true;
        } else {
            newHiddenUntil = ticker.getAsLong() + copiesLive.toNanos();
        }
    }

    /** Masks old while the key is written in new, of which it is known after that whether there is something to repair. */
    void beginWriting(String key) {
        beingWritten.merge(key, 1, Integer::sum);
    }

    void endWriting(String key) {
        beingWritten.computeIfPresent(key, (same, writers) -> writers == 1 ? null : writers - 1);
    }

    boolean hidesOld(String key) {
        return allOldHidden || hides(key, Repair.DISOWN_IN_OLD) || beingWritten.containsKey(key);
    }

    boolean hidesNew(String key) {
        return missesNew(key) || hides(key, Repair.WITHDRAW_UNASKED);
    }

    /** Whether new is away as far as is known of the key: then nobody waits for it. */
    boolean missesNew(String key) {
        long until = newHiddenUntil;
        return (until != NEVER && ticker.getAsLong() - until < 0) || hides(key, Repair.WITHDRAW_FROM_NEW);
    }

    /** A copy is new's, and tells what old held. */
    boolean hidesCopy(String key) {
        return hidesNew(key) || hidesOld(key);
    }

    private boolean hides(String key, Repair repair) {
        if (needs.isEmpty()) {
            return false;
        }
        Need need = needs.get(key);
        return need != null && need.repair == repair;
    }

    List<Map.Entry<String, Need>> open() {
        return List.copyOf(needs.entrySet());
    }

    /** A need was met; one noted since stays. */
    void met(String key, Need need) {
        needs.remove(key, need);
    }

    int size() {
        return needs.size();
    }
}
