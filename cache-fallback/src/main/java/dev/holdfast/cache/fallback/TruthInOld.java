package dev.holdfast.cache.fallback;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * MIRROR and FALLBACK: writes are old's own operations, after which new's copy is taken away; in FALLBACK reads look
 * for that copy first. Where old forwards, because a process is in DRAIN, the key is new's and the rules are those of
 * {@link TruthInNew}; also where old holds nothing any more and new holds the key in its own right.
 */
final class TruthInOld implements Rules {
    private final Placement placement;
    private final Copies copies;
    private final DistributedCache newCache;
    private final DistributedCache oldCache;
    private final Mark.Format marks;
    private final MigrationOptions options;
    private final MigrationFigures figures;
    private final RepairJournal journal;
    private final Promoter promoter;
    private final TruthInNew moved;
    private final boolean readsNew;

    TruthInOld(
            Placement placement,
            Copies copies,
            MigrationOptions options,
            Trail trail,
            TruthInNew moved,
            boolean readsNew) {
        this.placement = placement;
        this.copies = copies;
        this.newCache = placement.newCache;
        this.oldCache = placement.oldCache;
        this.marks = placement.marks;
        this.options = options;
        this.figures = trail.figures();
        this.journal = trail.journal();
        this.promoter = trail.promoter();
        this.moved = moved;
        this.readsNew = readsNew;
    }

    @Override
    public byte @Nullable [] get(String key) {
        boolean looked = copyMayAnswer(key);
        byte[] stored = looked ? lookInNew(key) : null;
        byte[] copy = stored == null ? null : marks.visible(stored);
        if (copy != null) {
            figures.hitNew();
            return copy;
        }
        byte[] inOld = oldCache.get(key);
        return inOld == null && !looked
                ? moved.ofNew(heldByNewAlone(key))
                : moved.getPastNew(key, stored, inOld, this::hitOld);
    }

    /** Whether a read looks in new before it looks in old. */
    private boolean copyMayAnswer(String key) {
        return readsNew && !journal.hidesNew(key);
    }

    private void hitOld(String key) {
        figures.hitOld();
        if (readsNew) {
            promoter.later(key, copies::copy);
        }
    }

    /** What new holds; its failure is nobody's but the counter's. */
    private byte @Nullable [] lookInNew(String key) {
        try {
            return newCache.get(key);
        } catch (CacheTransientException e) {
            figures.newFailures.increment();
            return null;
        }
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        BulkReading reading = new BulkReading(keys, options.endpoint());
        Set<String> looked = new LinkedHashSet<>(keys);
        looked.removeIf(key -> !copyMayAnswer(key));
        Map<String, byte[]> stored = reading.from(newCache, looked, this::isNobodys);
        stored.forEach((key, bytes) -> {
            byte[] copy = marks.visible(bytes);
            if (copy != null) {
                figures.hitNew();
                reading.found(key, copy);
            }
        });
        Map<String, byte[]> inOld = reading.from(oldCache, reading.open(), failure -> true);
        List<String> absent = reading.open();
        absent.removeIf(key -> inOld.containsKey(key) || looked.contains(key));
        reading.from(newCache, absent, this::isNobodys).forEach((key, bytes) -> {
            if (!marks.isMark(bytes)) {
                reading.found(key, moved.ofNew(bytes));
            }
        });
        moved.getPastNew(reading, reading.open(), stored, inOld, this::hitOld);
        return reading.result();
    }

    private boolean isNobodys(CacheTransientException failure) {
        figures.newFailures.increment();
        return false;
    }

    @Override
    public @Nullable Versioned gets(String key) {
        Versioned inOld = oldCache.gets(key);
        if (inOld == null ? holdsNewAlone(key) : marks.isMark(inOld.value())) {
            return moved.gets(key);
        }
        if (inOld == null) {
            figures.miss();
            return null;
        }
        figures.hitOld();
        return SideToken.in(false, inOld);
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        BulkWriting each = bulk(Operation.GETS_ALL);
        Map<String, Versioned> found = new HashMap<>();
        Map<String, Versioned> inOld = each.getsAll(oldCache, keys);
        List<String> rest = new ArrayList<>();
        for (String key : each.open(keys)) {
            Versioned entry = inOld.get(key);
            if (entry != null && !marks.isMark(entry.value())) {
                figures.hitOld();
                found.put(key, SideToken.in(false, entry));
            } else {
                rest.add(key);
            }
        }
        Map<String, Versioned> inNew = rest.isEmpty() ? Map.of() : lookInNew(rest);
        for (String key : rest) {
            Versioned entry = inNew.get(key);
            if (entry != null && !marks.isMark(entry.value())) {
                figures.hitNew();
                found.put(key, SideToken.in(true, entry));
            } else if (inOld.containsKey(key)) {
                each.attempt(key, () -> {
                    Versioned one = moved.gets(key);
                    if (one != null) {
                        found.put(key, one);
                    }
                });
            } else {
                figures.miss();
            }
        }
        return each.versioned(keys, found);
    }

    private Map<String, Versioned> lookInNew(Collection<String> keys) {
        try {
            return newCache.getsAll(keys);
        } catch (BulkCacheException e) {
            figures.newFailures.increment();
            return e.foundVersioned();
        } catch (CacheTransientException e) {
            figures.newFailures.increment();
            return Map.of();
        }
    }

    private BulkWriting bulk(Operation operation) {
        return new BulkWriting(operation, options.endpoint(), options.timeout(), options.ticker());
    }

    /** What new holds in its own right of a key that old no longer forwards: its mark may expire first. */
    private byte @Nullable [] heldByNewAlone(String key) {
        byte[] stored = lookInNew(key);
        return stored == null || marks.isMark(stored) ? null : stored;
    }

    private boolean holdsNewAlone(String key) {
        return heldByNewAlone(key) != null;
    }

    private Patience patience() {
        return new Patience(options.timeout(), options.ticker());
    }

    /** Writes in old, with new's copy covered; the write is told what {@link #prepare} answers. */
    private <T extends @Nullable Object> T covered(String key, Patience patience, Function<Boolean, T> write) {
        boolean alone = prepare(key, patience);
        return answeredOrShut(key, patience, () -> write.apply(alone));
    }

    /** The same, repeated until an answer, each time because somebody else was at the key. */
    private <T> T decided(Operation operation, String key, Patience patience, Function<Boolean, @Nullable T> attempt) {
        return covered(key, patience, alone -> placement.untilAnswered(operation, key, () -> attempt.apply(alone)));
    }

    /**
     * A write in old without an answer is as good as done, and may yet be done: a reader may have copied what was there
     * before, and for a while no other may.
     */
    private <T extends @Nullable Object> T answeredOrShut(String key, Patience patience, Supplier<T> write) {
        try {
            return write.get();
        } catch (CacheException e) {
            if (e.outcome() == Outcome.UNKNOWN) {
                brought(key, patience, copies::shut);
            }
            throw e;
        }
    }

    /**
     * Before a write in old: covers new's copy, and makes old forward what a process in DRAIN wrote in new while it could
     * not reach old, for new's value answers readers already; answers as {@link #holdsNewAlone}.
     */
    private boolean prepare(String key, Patience patience) {
        boolean alone = cover(key, patience);
        if (alone && readsNew) {
            placement.disownWhere(key, () -> holdsNewAlone(key));
        }
        return alone;
    }

    /** Covers new's copy before a write in old; answers as {@link #holdsNewAlone}. */
    private boolean cover(String key, Patience patience) {
        if (journal.missesNew(key) || patience.isOver()) {
            return false;
        }
        try {
            return copies.cover(key);
        } catch (CacheInterruptedException e) {
            throw e;
        } catch (CacheException e) {
            figures.newFailures.increment();
            patience.failed(e);
            return false;
        }
    }

    /** Takes the copy out of new after a write in old. */
    private void withdraw(String key, Patience patience) {
        brought(key, patience, copies::withdraw);
    }

    /** Brings new in step after a write in old; what fails is noted and repaired, and never the caller's. */
    private void brought(String key, Patience patience, Consumer<String> inStep) {
        if (journal.missesNew(key) || patience.isOver()) {
            promoter.repairLater(key, RepairJournal.Repair.WITHDRAW_FROM_NEW);
            return;
        }
        try {
            inStep.accept(key);
        } catch (CacheInterruptedException e) {
            promoter.repairLater(key, RepairJournal.Repair.WITHDRAW_UNASKED);
        } catch (CacheException e) {
            figures.newFailures.increment();
            patience.failed(e);
            promoter.repairLater(key, RepairJournal.Repair.WITHDRAW_FROM_NEW);
        }
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        set(key, value, ttl, patience());
    }

    private boolean set(String key, byte[] value, Ttl ttl, Patience patience) {
        return decided(Operation.SET, key, patience, alone -> {
            Versioned inOld = oldCache.gets(key);
            if (inOld == null ? alone : marks.isMark(inOld.value())) {
                moved.set(key, value, ttl);
                return true;
            }
            boolean stored = inOld == null
                    ? oldCache.add(key, value, ttl)
                    : oldCache.cas(key, value, inOld.token(), ttl).applied();
            return stored ? writtenInOld(key, ttl, patience) : null;
        });
    }

    private boolean writtenInOld(String key, @Nullable Ttl ttl, Patience patience) {
        if (ttl != null) {
            figures.seenInOld(ttl);
        }
        withdraw(key, patience);
        return true;
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        BulkWriting each = bulk(Operation.SET_ALL);
        Patience patience = patience();
        copiedIn(entries.keySet(), patience).forEach(key -> each.attempt(key, () -> prepare(key, patience)));
        Map<String, Versioned> seen = each.getsAll(oldCache, entries.keySet());
        Map<String, byte[]> inOld = new LinkedHashMap<>();
        try {
            entries.forEach((key, value) -> {
                Versioned entry = seen.get(key);
                if (entry == null || marks.isMark(entry.value())) {
                    each.attempt(key, () -> set(key, value, ttl, patience));
                } else if (!readsNew) {
                    inOld.put(key, value); // in MIRROR nobody moves keys: what old does not forward now it never will
                } else {
                    each.attempt(key, () -> {
                        if (answeredOrShut(key, patience, () -> oldCache.cas(key, value, entry.token(), ttl))
                                .applied()) {
                            inOld.put(key, value);
                        } else {
                            set(key, value, ttl, patience);
                        }
                    });
                }
            });
            if (!readsNew) {
                each.bulk(inOld.keySet(), () -> oldCache.setAll(inOld, ttl));
            }
        } catch (CacheInterruptedException e) {
            inOld.keySet().forEach(key -> promoter.repairLater(key, RepairJournal.Repair.WITHDRAW_UNASKED));
            throw e;
        }
        figures.seenInOld(ttl);
        copiedIn(inOld.keySet(), patience).forEach(key -> withdraw(key, patience));
        each.finish();
    }

    /** The keys that new may hold a copy or a lease of; all of them where it can't be asked. */
    private Collection<String> copiedIn(Collection<String> keys, Patience patience) {
        if (keys.isEmpty() || patience.isOver()) {
            return keys;
        }
        try {
            Map<String, byte[]> stored = newCache.getAll(keys);
            return keys.stream()
                    .filter(key -> stored.containsKey(key) || journal.hidesNew(key))
                    .toList();
        } catch (CacheInterruptedException e) {
            return List.copyOf(keys);
        } catch (CacheException e) {
            figures.newFailures.increment();
            patience.failed(e);
            return List.copyOf(keys);
        }
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        Patience patience = patience();
        return decided(Operation.ADD, key, patience, alone -> {
            byte[] inOld = oldCache.get(key);
            if (inOld == null ? alone : marks.isMark(inOld)) {
                return moved.add(key, value, ttl);
            }
            if (inOld != null) {
                return false;
            }
            return oldCache.add(key, value, ttl) ? writtenInOld(key, ttl, patience) : null;
        });
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        Patience patience = patience();
        return decided(Operation.REPLACE, key, patience, alone -> {
            Versioned inOld = oldCache.gets(key);
            if (inOld == null ? alone : marks.isMark(inOld.value())) {
                return moved.replace(key, value, ttl);
            }
            if (inOld == null) {
                return false;
            }
            return oldCache.cas(key, value, inOld.token(), ttl).applied() ? writtenInOld(key, ttl, patience) : null;
        });
    }

    @Override
    public CasOutcome cas(String key, byte[] value, SideToken token, Ttl ttl) {
        if (token.ofNew()) {
            return moved.cas(key, value, token, ttl);
        }
        Patience patience = patience();
        CasOutcome outcome = covered(key, patience, alone -> oldCache.cas(key, value, token.token(), ttl));
        if (outcome == CasOutcome.STORED) {
            writtenInOld(key, ttl, patience);
        }
        return refused(key, outcome);
    }

    /** A key that went to new since is changed, and perhaps gone there too. */
    private CasOutcome refused(String key, CasOutcome outcome) {
        if (outcome == CasOutcome.STORED) {
            return outcome;
        }
        byte[] inOld = oldCache.get(key);
        boolean isMoved = inOld == null ? holdsNewAlone(key) : marks.isMark(inOld);
        return isMoved && moved.get(key) == null ? CasOutcome.MISSING : isMoved ? CasOutcome.CHANGED : outcome;
    }

    @Override
    public boolean delete(String key) {
        return delete(key, patience());
    }

    private boolean delete(String key, Patience patience) {
        return decided(Operation.DELETE, key, patience, alone -> {
            Versioned inOld = oldCache.gets(key);
            if (inOld == null ? alone : marks.isMark(inOld.value())) {
                return moved.delete(key);
            }
            CasOutcome outcome = inOld == null ? CasOutcome.MISSING : oldCache.delete(key, inOld.token());
            return switch (outcome) {
                case STORED -> writtenInOld(key, null, patience);
                case CHANGED -> null;
                case MISSING -> {
                    withdraw(key, patience); // of somebody who read it before it was gone
                    yield false;
                }
            };
        });
    }

    @Override
    public CasOutcome delete(String key, SideToken token) {
        if (token.ofNew()) {
            return moved.delete(key, token);
        }
        Patience patience = patience();
        CasOutcome outcome = covered(key, patience, alone -> oldCache.delete(key, token.token()));
        if (outcome == CasOutcome.STORED) {
            withdraw(key, patience);
        }
        return refused(key, outcome);
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        BulkWriting each = bulk(Operation.DELETE_ALL);
        Patience patience = patience();
        keys.forEach(key -> each.attempt(key, () -> delete(key, patience)));
        each.finish();
    }

    @Override
    public OptionalLong count(String key, Count count) {
        Patience patience = patience();
        return decided(count.operation(), key, patience, alone -> {
            OptionalLong counted;
            try {
                counted = count.ifPresent(oldCache, key);
            } catch (NotACounterException e) {
                byte[] inOld = oldCache.get(key);
                if (inOld != null && marks.isMark(inOld)) {
                    return moved.count(key, count);
                }
                throw e;
            }
            if (counted.isEmpty()) {
                return countAbsent(key, count, alone, patience);
            }
            withdraw(key, patience);
            return counted;
        });
    }

    private @Nullable OptionalLong countAbsent(String key, Count count, boolean alone, Patience patience) {
        if (alone) {
            return moved.count(key, count);
        }
        Count.Creation creation = count.creation();
        if (creation == null) {
            return OptionalLong.empty();
        }
        try {
            OptionalLong created = count.in(oldCache, key);
            writtenInOld(key, creation.ttl(), patience);
            return created;
        } catch (NotACounterException e) {
            return null; // it came between: looked at again
        }
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        Patience patience = patience();
        return covered(key, patience, alone -> {
            byte[] inOld = oldCache.get(key);
            if (inOld == null ? alone : marks.isMark(inOld)) {
                return moved.touch(key, ttl);
            }
            return inOld != null
                    && oldCache.touch(key, ttl)
                    && Failures.afterAChange(() -> !movedMeanwhile(key, ttl, patience) || moved.touch(key, ttl));
        });
    }

    /** Whether what was just given a new life in old is the mark of a key that moved before that. */
    private boolean movedMeanwhile(String key, Ttl ttl, Patience patience) {
        writtenInOld(key, ttl, patience);
        if (!patience.isOver()) {
            try {
                placement.touchClaim(key, ttl);
            } catch (CacheException e) {
                figures.newFailures.increment(); // then nobody can move the key either
            }
        }
        byte[] now = oldCache.get(key);
        return now != null && marks.isMark(now);
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        Patience patience = patience();
        return this.<byte @Nullable []>covered(key, patience, alone -> {
            byte[] inOld = oldCache.get(key); // a mark must not be given another life than its own
            if (inOld == null ? alone : marks.isMark(inOld)) {
                return moved.getAndTouch(key, ttl);
            }
            byte[] touched = inOld == null ? null : oldCache.getAndTouch(key, ttl);
            if (touched == null) {
                figures.miss();
                return null;
            }
            return Failures.<byte @Nullable []>afterAChange(() -> unlessMoved(key, touched, ttl, patience));
        });
    }

    private byte @Nullable [] unlessMoved(String key, byte[] touched, Ttl ttl, Patience patience) {
        if (marks.isMark(touched) || movedMeanwhile(key, ttl, patience)) {
            return moved.getAndTouch(key, ttl);
        }
        figures.hitOld();
        return touched;
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        byte[] inOld = oldCache.get(key);
        if (inOld == null ? holdsNewAlone(key) : marks.isMark(inOld)) {
            return moved.ttl(key);
        }
        return inOld == null ? null : oldCache.ttl(key);
    }

    @Override
    public DistributedCache truth() {
        return oldCache;
    }
}
