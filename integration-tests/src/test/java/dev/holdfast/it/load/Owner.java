package dev.holdfast.it.load;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A thread, and the keys that it alone changes: every call there is, by chance, each answer checked by the ledger. */
final class Owner implements Runnable {
    static final Ttl LONG = Ttl.ofMinutes(120);

    private static final int KEYS_AT_ONCE = 20;
    private static final int KEYS_IN_A_FILL = 40;
    private static final int LONGEST_IN_A_FILL = 50;

    private final Load load;
    private final DistributedCache cache;
    private final Era era;
    private final Ledger ledger;
    private final Tickets tickets;
    private final Figures figures;
    private final SplittableRandom random;
    private final int first;
    private final int count;
    private final OwnCounter counter;
    private int filled;
    private volatile int fills;

    Owner(Load load, DistributedCache cache, int number, int count) {
        this.load = load;
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
            if (fills < load.fills()) {
                fillFurther();
            } else {
                act(random.nextInt(100));
            }
        } catch (CacheException e) {
            figures.failed(e, era.isCalmSince(begun.calm()));
            LockSupport.parkNanos(1_000_000); // as an application, which does something else then
        }
        figures.called(startNanos);
    }

    /** How often it has set all its keys because it was told to. */
    int fills() {
        return fills;
    }

    /** Sets the next of all its keys: in calm, for a breaker would keep them to itself and delete them afterwards. */
    private void fillFurther() {
        Era.Moment begun = era.now();
        int next = Math.min(count, filled + KEYS_IN_A_FILL);
        setAll(
                IntStream.range(first + filled, first + next),
                () -> random.nextInt(Content.SHORTEST, LONGEST_IN_A_FILL));
        if (!era.isCalmSince(begun.calm())) {
            LockSupport.parkNanos(1_000_000);
            return;
        }
        filled = next % count;
        if (filled == 0) {
            fills = load.fills();
        }
    }

    private void act(int die) {
        if (die < 34) {
            get();
        } else if (die < 43) {
            getAll(cache::getAll);
        } else if (die < 45) {
            getAll(keys -> values(cache.getsAll(keys)));
        } else if (die < 63) {
            set();
        } else if (die < 67) {
            setAll(some(), this::length);
        } else if (die < 70) {
            add();
        } else if (die < 72) {
            replace();
        } else if (die < 79) {
            changeIfUnchanged();
        } else if (die < 83) {
            delete();
        } else if (die < 84) {
            changeAll(true, some(), () -> Content.SHORTEST, entries -> cache.deleteAll(entries.keySet()));
        } else if (die < 86) {
            touch();
        } else if (die < 88) {
            getAndTouch();
        } else if (die < 89) {
            ttl();
        } else if (die < 94) {
            counter.count(cache, random);
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

    private IntStream some() {
        return IntStream.generate(this::own).limit(KEYS_AT_ONCE);
    }

    private int length() {
        return Content.length(random);
    }

    private byte[] content(int key, int version) {
        return Content.of(key, version, length());
    }

    private void get() {
        int key = own();
        Era.Moment begun = era.now();
        ledger.readByOwner(key, cache.get(Ledger.name(key)), begun);
    }

    private void getAndTouch() {
        if (cache.capabilities().contains(Capability.GET_AND_TOUCH)) {
            int key = own();
            Era.Moment begun = era.now();
            ledger.readByOwner(key, cache.getAndTouch(Ledger.name(key), LONG), begun);
        }
    }

    private static Map<String, byte[]> values(Map<String, Versioned> entries) {
        Map<String, byte[]> values = new HashMap<>();
        entries.forEach((key, entry) -> values.put(key, entry.value()));
        return values;
    }

    /** Own keys and others', in one call. */
    private void getAll(Function<Collection<String>, Map<String, byte[]>> call) {
        Map<String, Integer> asked = new HashMap<>();
        Map<Integer, Ledger.Claim> claims = new HashMap<>();
        for (int i = 0; i < KEYS_AT_ONCE; i++) {
            int key = i % 2 == 0 ? own() : random.nextInt(ledger.keys());
            asked.put(Ledger.name(key), key);
            claims.put(key, ledger.claim(key));
        }
        Era.Moment begun = era.now();
        try {
            Map<String, byte[]> found = call.apply(asked.keySet());
            asked.forEach((name, key) -> read(key, found.get(name), claims.get(key), begun));
        } catch (BulkCacheException e) {
            Map<String, byte[]> found = values(e.foundVersioned());
            found.putAll(e.found());
            found.forEach((name, value) -> read(asked.get(name), value, claims.get(asked.get(name)), begun));
            throw e;
        }
    }

    private void read(int key, byte @Nullable [] value, Ledger.Claim claim, Era.Moment begun) {
        if (key >= first && key < first + count) {
            ledger.readByOwner(key, value, begun);
        } else {
            ledger.readByOther(key, value, claim, begun);
        }
    }

    /** A change that is tried. */
    private interface Change {
        /** Whether it was carried out. */
        boolean as(int version, Era.Moment begun);
    }

    private void change(int key, boolean isDeletion, Change change) {
        Era.Moment begun = era.now();
        int version = ledger.next(key);
        try {
            if (change.as(version, begun)) {
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
        change(key, false, (version, begun) -> {
            cache.set(Ledger.name(key), content(key, version), LONG);
            return true;
        });
    }

    private void setAll(IntStream which, IntSupplier length) {
        changeAll(false, which, length, entries -> cache.setAll(entries, LONG));
    }

    /** Sets them, or deletes them. */
    private void changeAll(
            boolean isDeletion, IntStream which, IntSupplier length, Consumer<Map<String, byte[]>> call) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Map<String, Integer> keys = new HashMap<>();
        Map<String, Integer> versions = new HashMap<>();
        which.distinct().forEach(key -> {
            String name = Ledger.name(key);
            int version = ledger.next(key);
            keys.put(name, key);
            versions.put(name, version);
            entries.put(name, Content.of(key, version, length.getAsInt()));
        });
        Era.Moment begun = era.now();
        try {
            call.accept(entries);
            keys.forEach((name, key) -> ledger.done(key, versions.get(name), isDeletion, begun));
        } catch (BulkCacheException e) {
            e.done().forEach(name -> ledger.done(keys.get(name), versions.get(name), isDeletion, begun));
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
        change(key, false, (version, begun) -> {
            boolean added = cache.add(Ledger.name(key), content(key, version), LONG);
            requireUnless(key, begun, added ? Ledger.Presence.THERE : Ledger.Presence.ABSENT, "add answered " + added);
            return added;
        });
    }

    private void replace() {
        int key = own();
        change(key, false, (version, begun) -> {
            boolean replaced = cache.replace(Ledger.name(key), content(key, version), LONG);
            requireUnless(
                    key,
                    begun,
                    replaced ? Ledger.Presence.ABSENT : Ledger.Presence.THERE,
                    "replace answered " + replaced);
            return replaced;
        });
    }

    private void delete() {
        int key = own();
        change(key, true, (version, begun) -> {
            boolean deleted = cache.delete(Ledger.name(key));
            requireUnless(
                    key, begun, deleted ? Ledger.Presence.ABSENT : Ledger.Presence.THERE, "delete answered " + deleted);
            return true;
        });
    }

    private void touch() {
        int key = own();
        Era.Moment begun = era.now();
        boolean touched = cache.touch(Ledger.name(key), LONG);
        requireUnless(
                key, begun, touched ? Ledger.Presence.ABSENT : Ledger.Presence.THERE, "touch answered " + touched);
    }

    private void ttl() {
        if (cache.capabilities().contains(Capability.TTL_READ)) {
            int key = own();
            Era.Moment begun = era.now();
            Ttl left = cache.ttl(Ledger.name(key));
            requireUnless(
                    key, begun, left == null ? Ledger.Presence.THERE : Ledger.Presence.ABSENT, "ttl answered " + left);
            if (left != null && (left.isForever() || left.duration().compareTo(LONG.duration()) > 0)) {
                throw new AssertionError(Ledger.name(key) + ", set for " + LONG + ", has " + left + " left");
            }
        }
    }

    private void requireUnless(int key, Era.Moment begun, Ledger.Presence wrong, String answered) {
        if (ledger.presence(key, begun) == wrong) {
            throw new AssertionError(answered + " for " + Ledger.name(key) + ", which is " + wrong);
        }
    }

    /** Changes by the token of what was read; one in four times deletes. */
    private void changeIfUnchanged() {
        int key = own();
        Era.Moment begun = era.now();
        Versioned seen = cache.gets(Ledger.name(key));
        ledger.readByOwner(key, seen == null ? null : seen.value(), begun);
        if (seen != null) {
            boolean isDeletion = random.nextInt(4) == 0;
            change(key, isDeletion, (version, start) -> {
                CasOutcome outcome = isDeletion
                        ? cache.delete(Ledger.name(key), seen.token())
                        : cache.cas(Ledger.name(key), content(key, version), seen.token(), LONG);
                if (outcome != CasOutcome.STORED
                        && era.isCalmSince(begun.calm())
                        && ledger.presence(key, begun) == Ledger.Presence.THERE) {
                    throw new AssertionError(outcome + " for " + Ledger.name(key) + ", which nobody else writes");
                }
                return outcome == CasOutcome.STORED;
            });
        }
    }
}
