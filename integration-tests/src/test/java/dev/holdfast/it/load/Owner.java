package dev.holdfast.it.load;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread, and the keys that it alone changes: every call there is, by chance, each answer checked by the ledger. */
final class Owner implements Runnable {
    static final Ttl LONG = Ttl.ofMinutes(120);

    private static final int KEYS_AT_ONCE = 20;

    private final DistributedCache cache;
    private final Era era;
    private final Ledger ledger;
    private final Tickets tickets;
    private final Figures figures;
    private final SplittableRandom random;
    private final int first;
    private final int count;
    private final OwnCounter counter;

    Owner(Load load, DistributedCache cache, int number, int count) {
        this.cache = cache;
        this.era = load.era();
        this.ledger = load.ledger();
        this.tickets = load.tickets();
        this.figures = load.figures();
        this.random = new SplittableRandom(number * 31L + 7);
        this.first = number * count;
        this.count = count;
        this.counter = new OwnCounter(era, "load:counter:" + number);
    }

    @Override
    public void run() {
        try {
            while (!figures.isOver()) {
                step();
            }
        } catch (RuntimeException | Error e) {
            figures.broken(e);
        }
    }

    private void step() {
        Era.Moment begun = era.now();
        long startNanos = System.nanoTime();
        try {
            act(random.nextInt(100));
        } catch (CacheException e) {
            figures.failed(e, era.isCalmSince(begun.calm()));
            LockSupport.parkNanos(1_000_000); // as an application, which does something else then
        }
        figures.called(startNanos);
    }

    private void act(int die) {
        if (die < 36) {
            get();
        } else if (die < 46) {
            getAll();
        } else if (die < 66) {
            set();
        } else if (die < 70) {
            setAll();
        } else if (die < 74) {
            add();
        } else if (die < 81) {
            cas();
        } else if (die < 86) {
            delete();
        } else if (die < 90) {
            touch();
        } else if (die < 94) {
            counter.count(cache);
        } else if (die < 97) {
            tickets.count(cache);
        } else {
            tickets.lock(cache);
        }
    }

    /** Four in five times one of a few, so that what was written is read again. */
    private int own() {
        int range = random.nextInt(5) > 0 ? Math.max(1, count / 50) : count;
        return first + random.nextInt(range);
    }

    private byte[] content(int key, int version) {
        return Content.of(key, version, Content.length(random));
    }

    private void get() {
        int key = own();
        Era.Moment begun = era.now();
        ledger.readByOwner(key, cache.get(Ledger.name(key)), begun);
    }

    /** Own keys and others', in one call. */
    private void getAll() {
        Map<String, Integer> asked = new HashMap<>();
        Map<Integer, Integer> floors = new HashMap<>();
        for (int i = 0; i < KEYS_AT_ONCE; i++) {
            int key = i % 2 == 0 ? own() : random.nextInt(ledger.keys());
            asked.put(Ledger.name(key), key);
            floors.put(key, ledger.floor(key));
        }
        Era.Moment begun = era.now();
        try {
            Map<String, byte[]> found = cache.getAll(asked.keySet());
            asked.forEach((name, key) -> read(key, found.get(name), floors.get(key), begun));
        } catch (BulkCacheException e) {
            e.found().forEach((name, value) -> read(asked.get(name), value, floors.get(asked.get(name)), begun));
            throw e;
        }
    }

    private void read(int key, byte @Nullable [] value, int floor, Era.Moment begun) {
        if (key >= first && key < first + count) {
            ledger.readByOwner(key, value, begun);
        } else if (value != null) {
            ledger.readByOther(key, value, floor);
        }
    }

    /** A change that is tried. */
    private interface Change {
        /** Whether it was carried out. */
        boolean as(int version);
    }

    private void change(int key, boolean isDeletion, Change change) {
        Era.Moment begun = era.now();
        int version = ledger.next(key);
        try {
            if (change.as(version)) {
                ledger.done(key, version, isDeletion, begun);
            }
        } catch (CacheException e) {
            if (e.outcome() == Outcome.UNKNOWN) {
                ledger.unknown(key, version);
            }
            throw e;
        }
    }

    private void set() {
        int key = own();
        change(key, false, version -> {
            cache.set(Ledger.name(key), content(key, version), LONG);
            return true;
        });
    }

    private void setAll() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Map<String, Integer> keys = new HashMap<>();
        Map<String, Integer> versions = new HashMap<>();
        for (int i = 0; i < KEYS_AT_ONCE; i++) {
            int key = own();
            keys.computeIfAbsent(Ledger.name(key), name -> {
                versions.put(name, ledger.next(key));
                entries.put(name, content(key, versions.get(name)));
                return key;
            });
        }
        Era.Moment begun = era.now();
        try {
            cache.setAll(entries, LONG);
            keys.forEach((name, key) -> ledger.done(key, versions.get(name), false, begun));
        } catch (BulkCacheException e) {
            e.done().forEach(name -> ledger.done(keys.get(name), versions.get(name), false, begun));
            e.failures().forEach((name, failure) -> {
                if (failure.outcome() == Outcome.UNKNOWN) {
                    ledger.unknown(keys.get(name), versions.get(name));
                }
            });
            throw e;
        } catch (CacheException e) {
            if (e.outcome() == Outcome.UNKNOWN) {
                keys.forEach((name, key) -> ledger.unknown(key, versions.get(name)));
            }
            throw e;
        }
    }

    private void add() {
        int key = own();
        change(key, false, version -> {
            boolean added = cache.add(Ledger.name(key), content(key, version), LONG);
            requireUnless(key, added ? Ledger.Presence.THERE : Ledger.Presence.ABSENT, "add answered " + added);
            return added;
        });
    }

    private void delete() {
        int key = own();
        change(key, true, version -> {
            boolean deleted = cache.delete(Ledger.name(key));
            requireUnless(key, deleted ? Ledger.Presence.ABSENT : Ledger.Presence.THERE, "delete answered " + deleted);
            return true;
        });
    }

    private void touch() {
        int key = own();
        boolean touched = cache.touch(Ledger.name(key), LONG);
        requireUnless(key, touched ? Ledger.Presence.ABSENT : Ledger.Presence.THERE, "touch answered " + touched);
    }

    private void requireUnless(int key, Ledger.Presence wrong, String answered) {
        if (ledger.presence(key) == wrong) {
            throw new AssertionError(answered + " for " + Ledger.name(key) + ", which is " + wrong);
        }
    }

    private void cas() {
        int key = own();
        Era.Moment begun = era.now();
        Versioned seen = cache.gets(Ledger.name(key));
        ledger.readByOwner(key, seen == null ? null : seen.value(), begun);
        if (seen != null) {
            change(key, false, version -> {
                CasOutcome outcome = cache.cas(Ledger.name(key), content(key, version), seen.token(), LONG);
                if (outcome != CasOutcome.STORED
                        && era.isCalmSince(begun.calm())
                        && ledger.presence(key) == Ledger.Presence.THERE) {
                    throw new AssertionError(outcome + " for " + Ledger.name(key) + ", which nobody else writes");
                }
                return outcome == CasOutcome.STORED;
            });
        }
    }
}
