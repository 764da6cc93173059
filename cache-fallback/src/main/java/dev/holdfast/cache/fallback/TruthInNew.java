package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.fallback.Placement.Owned;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * DRAIN, and NEW_ONLY with an old cache that holds nothing: reads look in new, then in old; writes move the key to new
 * first and are then new's own operations.
 */
final class TruthInNew implements Rules {
    private final Placement placement;
    private final DistributedCache newCache;
    private final DistributedCache oldCache;
    private final Mark.Format marks;
    private final MigrationOptions options;
    private final MigrationFigures figures;
    private final RepairJournal journal;
    private final Promoter promoter;

    TruthInNew(Placement placement, MigrationOptions options, Trail trail) {
        this.placement = placement;
        this.newCache = placement.newCache;
        this.oldCache = placement.oldCache;
        this.marks = placement.marks;
        this.options = options;
        this.figures = trail.figures();
        this.journal = trail.journal();
        this.promoter = trail.promoter();
    }

    @Override
    public byte @Nullable [] get(String key) {
        byte[] stored;
        try {
            stored = newCache.get(key);
        } catch (CacheTransientException e) {
            return fromOldInstead(key, e);
        }
        byte[] value = stored == null ? null : placement.visible(key, stored);
        if (value == null) {
            return getPastNew(key, stored, lookInOld(key), this::hitOld);
        }
        hitNew(key, value != stored);
        return value;
    }

    /** A copy answers, but the truth is still in old: it is moved before old goes. */
    private void hitNew(String key, boolean isCopy) {
        figures.hitNew();
        if (isCopy) {
            promoter.later(key, this::promote);
        }
    }

    private byte @Nullable [] fromOldInstead(String key, CacheTransientException failure) {
        figures.newFailures.increment();
        if (options.newFailure() == NewFailure.ERROR || placement.hidesOld(key)) {
            throw failure;
        }
        byte[] inOld = oldCache.get(key);
        if (inOld == null || marks.isMark(inOld)) {
            throw failure;
        }
        figures.hitOld();
        return inOld;
    }

    /** A value of old answers, and is moved for the next. */
    private void hitOld(String key) {
        figures.hitOld();
        promoter.later(key, this::promote);
    }

    /**
     * What a reader gets whom new gave no value: old's, or what old forwards to.
     *
     * @param seen what new held
     * @param inOld what old holds, read after that
     */
    byte @Nullable [] getPastNew(String key, byte @Nullable [] seen, byte @Nullable [] inOld, Consumer<String> hitOld) {
        Mark forward = inOld == null ? null : marks.read(inOld);
        if (forward == null) {
            return answered(key, inOld, hitOld);
        }
        return ofNew(getForwarded(key, seen, forward));
    }

    /** The same for many keys, with one more look at new for all of which that is needed. */
    void getPastNew(
            BulkReading reading,
            Collection<String> keys,
            Map<String, byte[]> seen,
            Map<String, byte[]> inOld,
            Consumer<String> hitOld) {
        Map<String, Mark> unseen = new LinkedHashMap<>();
        for (String key : keys) {
            byte[] old = inOld.get(key);
            Mark forward = old == null ? null : marks.read(old);
            byte[] claimed = forward == null ? null : claimed(seen.get(key), forward);
            if (forward == null) {
                reading.found(key, answered(key, old, hitOld));
            } else if (claimed != null) {
                reading.found(key, ofNew(claimed));
            } else {
                unseen.put(key, forward);
            }
        }
        Map<String, byte[]> again = reading.from(newCache, unseen.keySet(), failure -> true);
        for (String key : reading.open()) {
            Mark forward = unseen.get(key);
            if (forward != null) {
                reading.found(key, ofNew(plainOrClaimed(key, again.get(key), forward)));
            }
        }
    }

    /** Old's own answer. */
    private byte @Nullable [] answered(String key, byte @Nullable [] inOld, Consumer<String> hitOld) {
        if (inOld == null) {
            figures.miss();
        } else {
            hitOld.accept(key);
        }
        return inOld;
    }

    /** The answer of new, which holds the key in its own right or not at all. */
    byte @Nullable [] ofNew(byte @Nullable [] value) {
        if (value == null) {
            figures.miss();
        } else {
            figures.hitNew();
        }
        return value;
    }

    private byte @Nullable [] lookInOld(String key) {
        if (placement.hidesOld(key)) {
            return null;
        }
        try {
            return oldCache.get(key);
        } catch (CacheTransientException e) {
            figures.oldFailures.increment();
            if (options.oldFailure() == OldFailure.ERROR) {
                throw e;
            }
            return null;
        }
    }

    /** What new holds of a key that old forwards: looked at again where it was last seen to hold nothing. */
    private byte @Nullable [] getForwarded(String key, byte @Nullable [] seen, Mark forward) {
        byte[] claimed = claimed(seen, forward);
        return claimed != null ? claimed : plainOrClaimed(key, newCache.get(key), forward);
    }

    private byte @Nullable [] claimed(byte @Nullable [] stored, Mark forward) {
        return stored == null ? null : marks.claimed(stored, forward);
    }

    private byte @Nullable [] plainOrClaimed(String key, byte @Nullable [] stored, Mark forward) {
        byte[] value = stored == null ? null : placement.visible(key, stored);
        return value != null ? value : claimed(stored, forward);
    }

    private void promote(String key) {
        Ttl left = placement.hidesOld(key) ? null : placement.remaining(oldCache, key);
        if (left != null && Copies.isWorthCopying(left)) {
            placement.own(Operation.GET, key);
        }
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        BulkReading reading = new BulkReading(keys, options.endpoint());
        Map<String, byte[]> stored = reading.from(newCache, keys, this::isFailureOfNew);
        Map<String, CacheException> unheard = reading.passedOver();
        stored.forEach((key, bytes) -> {
            byte[] value = placement.visible(key, bytes);
            if (value != null) {
                hitNew(key, value != bytes);
                reading.found(key, value);
            }
        });
        Collection<String> rest = reading.open();
        rest.removeIf(placement::hidesOld);
        Map<String, byte[]> inOld = reading.from(oldCache, rest, this::isFailureOfOld);
        unheard.keySet().removeAll(inOld.keySet());
        reading.failed(unheard);
        getPastNew(reading, reading.open(), stored, inOld, this::hitOld);
        return reading.result();
    }

    private boolean isFailureOfNew(CacheTransientException failure) {
        figures.newFailures.increment();
        return options.newFailure() == NewFailure.ERROR;
    }

    private boolean isFailureOfOld(CacheTransientException failure) {
        figures.oldFailures.increment();
        return options.oldFailure() == OldFailure.ERROR;
    }

    @Override
    public @Nullable Versioned gets(String key) {
        return gets(key, patience());
    }

    private Patience patience() {
        return new Patience(options.timeout(), options.ticker());
    }

    private @Nullable Versioned gets(String key, Patience patience) {
        Versioned entry = placement.own(Operation.GETS, key, patience).entry();
        if (entry == null) {
            figures.miss();
            return null;
        }
        figures.hitNew();
        return SideToken.in(true, entry);
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        Map<String, Versioned> found = new LinkedHashMap<>();
        BulkWriting each = new BulkWriting(Operation.GETS_ALL, options.endpoint(), options.timeout(), options.ticker());
        Map<String, Versioned> inNew = each.getsAll(newCache, keys);
        Patience patience = patience();
        for (String key : keys) {
            Versioned entry = inNew.get(key);
            if (entry != null && !marks.isMark(entry.value())) {
                figures.hitNew();
                found.put(key, SideToken.in(true, entry));
            } else {
                each.attempt(key, () -> {
                    Versioned owned = gets(key, patience);
                    if (owned != null) {
                        found.put(key, owned);
                    }
                });
            }
        }
        return each.versioned(keys, found);
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        wrote(key, placement.own(Operation.SET, key), () -> {
            newCache.set(key, value, ttl);
            return true;
        });
    }

    /** A write in new; where old is away it is noted that what old may hold is older, unless there certainly was none. */
    private boolean wrote(String key, Owned owned, BooleanSupplier write) {
        if (!owned.oldAway()) {
            return write.getAsBoolean();
        }
        boolean wrote = false;
        journal.beginWriting(key);
        try {
            wrote = write.getAsBoolean();
            return wrote;
        } catch (CacheException e) {
            wrote = e.outcome() == Outcome.UNKNOWN;
            throw e;
        } finally {
            if (wrote) {
                noteIfOldAway(key, owned);
            }
            journal.endWriting(key);
        }
    }

    /** What old may hold is older than what is written in new, or deleted by it. */
    private void noteIfOldAway(String key, Owned owned) {
        if (owned.oldAway()) {
            promoter.repairLater(key, RepairJournal.Repair.DISOWN_IN_OLD);
        }
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        BulkWriting each = new BulkWriting(Operation.SET_ALL, options.endpoint(), options.timeout(), options.ticker());
        Map<String, byte[]> movable = ownAll(each, entries.keySet()).stream()
                .collect(LinkedHashMap::new, (map, key) -> map.put(key, entries.get(key)), Map::putAll);
        each.bulk(movable.keySet(), () -> newCache.setAll(movable, ttl));
        each.finish();
    }

    /** Moves each key that new does not hold yet; the keys for which that worked. */
    private Collection<String> ownAll(BulkWriting each, Collection<String> keys) {
        Map<String, Versioned> inNew = each.getsAll(newCache, keys);
        Set<String> owned = new LinkedHashSet<>();
        Patience patience = patience();
        for (String key : keys) {
            Versioned entry = inNew.get(key);
            if (entry != null && !marks.isMark(entry.value())) {
                owned.add(key);
            } else {
                each.attempt(key, () -> {
                    noteIfOldAway(key, placement.own(each.operation(), key, patience));
                    owned.add(key);
                });
            }
        }
        return owned;
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        Patience patience = patience();
        return placement.untilAnswered(Operation.ADD, key, () -> {
            Owned owned = placement.own(Operation.ADD, key, patience);
            if (owned.entry() != null) {
                return false;
            }
            return created(key, owned, value, ttl) ? true : null;
        });
    }

    private boolean created(String key, Owned absent, byte[] value, Ttl ttl) {
        return wrote(key, absent, () -> placement.put(key, absent.mark(), value, ttl));
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        return placement.untilAnswered(Operation.REPLACE, key, () -> {
            Versioned entry = placement.own(Operation.REPLACE, key).entry();
            return entry == null ? Boolean.FALSE : decided(newCache.cas(key, value, entry.token(), ttl));
        });
    }

    private static @Nullable Boolean decided(CasOutcome outcome) {
        return outcome == CasOutcome.CHANGED ? null : (Boolean) outcome.applied();
    }

    /** A token of old outlived the key's move. */
    @Override
    public CasOutcome cas(String key, byte[] value, SideToken token, Ttl ttl) {
        return token.ofNew() ? newCache.cas(key, value, token.token(), ttl) : outlived(Operation.CAS, key);
    }

    private CasOutcome outlived(Operation operation, String key) {
        return placement.own(operation, key).entry() == null ? CasOutcome.MISSING : CasOutcome.CHANGED;
    }

    @Override
    public boolean delete(String key) {
        Patience patience = patience();
        return placement.untilAnswered(Operation.DELETE, key, () -> {
            Owned owned = placement.own(Operation.DELETE, key, patience);
            noteIfOldAway(key, owned);
            Versioned entry = owned.entry();
            if (entry != null) {
                return decided(newCache.delete(key, entry.token()));
            }
            return placement.clearedOfMarks(key, owned.mark()) ? false : null;
        });
    }

    @Override
    public CasOutcome delete(String key, SideToken token) {
        return token.ofNew() ? newCache.delete(key, token.token()) : outlived(Operation.DELETE, key);
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        BulkWriting each =
                new BulkWriting(Operation.DELETE_ALL, options.endpoint(), options.timeout(), options.ticker());
        Collection<String> owned = ownAll(each, keys);
        each.bulk(owned, () -> newCache.deleteAll(owned));
        each.finish();
    }

    @Override
    public OptionalLong count(String key, Count count) {
        OptionalLong counted = OptionalLong.empty();
        try {
            counted =
                    count.ifPresent(newCache, key); // a mark is no counter: what counts here is in new in its own right
        } catch (NotACounterException e) {
            // a mark, or no counter: seen below
        }
        return counted.isPresent() ? counted : countOwned(key, count);
    }

    private OptionalLong countOwned(String key, Count count) {
        Patience patience = patience();
        return placement.untilAnswered(count.operation(), key, () -> {
            Owned owned = placement.own(count.operation(), key, patience);
            if (owned.entry() != null) {
                return count.in(newCache, key);
            }
            Count.Creation creation = count.creation();
            if (creation == null) {
                return OptionalLong.empty();
            }
            boolean created = created(key, owned, creation.digits(), creation.ttl());
            return created ? OptionalLong.of(creation.initial()) : null;
        });
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        return placement.own(Operation.TOUCH, key).entry() != null && newCache.touch(key, ttl);
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        if (placement.own(Operation.GET_AND_TOUCH, key).entry() == null) {
            figures.miss();
            return null;
        }
        byte[] stored = newCache.getAndTouch(key, ttl);
        figures.hitNew();
        return stored == null || marks.isMark(stored) ? null : stored;
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        byte[] stored = newCache.get(key);
        if (stored != null && !marks.isMark(stored)) {
            return newCache.ttl(key);
        }
        byte[] inOld = lookInOld(key);
        if (inOld == null) {
            return null;
        }
        Mark forward = marks.read(inOld);
        if (forward == null) {
            return oldCache.ttl(key);
        }
        return getForwarded(key, stored, forward) == null ? null : newCache.ttl(key);
    }

    @Override
    public DistributedCache truth() {
        return newCache;
    }
}
