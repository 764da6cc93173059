package dev.holdfast.it.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.cache.Capability;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A thread that does everything there is to do, on keys that others use too; no two values it writes are the same. */
final class Worker implements Runnable {
    private static final Ttl TTL = Ttl.ofMinutes(10);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(700);
    private static final long ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final String CAS = "cas";
    private static final String DELETE_BY_TOKEN = "delete by token";

    /** What is answered at all is answered in fewer. */
    private static final int LAST_ROUNDS = 50;

    private final String application;
    private final String name;
    private final DistributedCache cache;
    private final Random random;
    private final List<Deed> deeds = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private int written;
    private volatile boolean over;

    /** Something it does, as often as others do. */
    private record Deed(String operation, Runnable call) {}

    Worker(
            String application,
            int number,
            DistributedCache cache,
            DistributedCache unrecorded,
            long seed,
            boolean countsAreRead) {
        this.application = application;
        this.name = application + "." + number + ".";
        this.cache = cache;
        this.random = new Random(seed * 31 + name.hashCode());
        values();
        counters(countsAreRead);
        conditionals();
        others(unrecorded);
    }

    private void deed(int often, String operation, Runnable call) {
        for (int i = 0; i < often; i++) {
            deeds.add(new Deed(operation, call));
        }
    }

    private void values() {
        deed(16, "get", () -> cache.get(one(Keys.VALUES)));
        deed(5, "getAll", () -> cache.getAll(Keys.VALUES));
        deed(10, "set", () -> cache.set(one(Keys.VALUES), value(), TTL));
        deed(4, "setAll", () -> cache.setAll(some(), TTL));
        deed(4, "delete", () -> cache.delete(one(Keys.VALUES)));
        deed(1, "deleteAll", () -> cache.deleteAll(some().keySet()));
        deed(2, "touch", () -> cache.touch(one(Keys.VALUES), TTL));
        if (cache.capabilities().contains(Capability.GET_AND_TOUCH)) {
            deed(2, "getAndTouch", () -> cache.getAndTouch(one(Keys.VALUES), TTL));
        }
    }

    private void counters(boolean areRead) {
        deed(8, "incr or create", () -> cache.incr(one(Keys.COUNTERS), 1, 100, TTL));
        deed(6, "incr", () -> cache.incr(one(Keys.COUNTERS), 3));
        deed(3, "decr", () -> cache.decr(one(Keys.COUNTERS), 2));
        deed(2, "decr or create", () -> cache.decr(Keys.DOWN, 1, 1_000_000, TTL));
        if (areRead) {
            deed(3, "get of a count", () -> cache.get(one(Keys.COUNTERS)));
        }
    }

    private void conditionals() {
        deed(6, "add once", () -> cache.add(Keys.once(System.nanoTime() / ONCE_NANOS), value(), TTL));
        deed(2, "gets once", () -> cache.gets(Keys.once(System.nanoTime() / ONCE_NANOS)));
        deed(4, "add", () -> cache.add(one(Keys.GUARDED), value(), TTL));
        deed(2, "replace", () -> cache.replace(one(Keys.GUARDED), value(), TTL));
        deed(2, "getsAll", () -> cache.getsAll(Keys.GUARDED));
        deed(8, "gets", () -> change(one(Keys.GUARDED)));
    }

    /** What says nothing of an entry's value, and is judged here. */
    private void others(DistributedCache unrecorded) {
        deed(1, "ping", unrecorded::ping);
        if (unrecorded.capabilities().contains(Capability.TTL_READ)) {
            deed(2, "ttl", () -> {
                Ttl left = unrecorded.ttl(one(Keys.VALUES));
                if (left != null && (left.isForever() || left.duration().compareTo(TTL.duration()) > 0)) {
                    throw new IllegalStateException("what lives for " + TTL + " has " + left + " left");
                }
            });
        }
    }

    /** Changes or deletes what it has seen, if it is still there; the second call is noted as itself. */
    private void change(String key) {
        Versioned seen = cache.gets(key);
        if (seen == null) {
            return;
        }
        if (random.nextInt(4) == 0) {
            make(new Deed(DELETE_BY_TOKEN, () -> cache.delete(key, seen.token())));
        } else {
            make(new Deed(CAS, () -> cache.cas(key, value(), seen.token(), TTL)));
        }
    }

    private String one(List<String> keys) {
        return keys.get(random.nextInt(keys.size()));
    }

    private Map<String, byte[]> some() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < 3; i++) {
            entries.put(one(Keys.VALUES), value());
        }
        return entries;
    }

    /** Now and then a long one, so that a connection can break in the midst of it. */
    private byte[] value() {
        String value = name + ++written;
        return (random.nextInt(20) == 0 ? value + ".".repeat(2_500) : value).getBytes(US_ASCII);
    }

    void stop() {
        over = true;
    }

    @Override
    public void run() {
        while (!over) {
            make(deeds.get(random.nextInt(deeds.size())));
            LockSupport.parkNanos(PAUSE_NANOS); // what an application does between two calls
        }
        doEverythingOnceMore();
    }

    /** Until all has been answered: chance may have left something out. */
    private void doEverythingOnceMore() {
        Set<String> unanswered = operations();
        int from = calls.size();
        for (int round = 0; round < LAST_ROUNDS && !unanswered.isEmpty(); round++) {
            deeds.stream().distinct().forEach(this::make);
            calls.subList(from, calls.size()).stream()
                    .filter(call -> !call.failed())
                    .forEach(call -> unanswered.remove(call.operation()));
        }
    }

    /** The names of all it does. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>(Set.of(CAS, DELETE_BY_TOKEN));
        deeds.forEach(deed -> operations.add(deed.operation()));
        return operations;
    }

    /** What was counted, when nobody counts any more. */
    void readCounts() {
        Stream.concat(Keys.COUNTERS.stream(), Stream.of(Keys.DOWN))
                .forEach(key -> make(new Deed("get of a count at the end", () -> cache.get(key))));
    }

    /** Only when it has ended. */
    List<Call> calls() {
        return calls;
    }

    private void make(Deed deed) {
        RuntimeException failure = null;
        int before = calls.size();
        long start = System.nanoTime();
        try {
            deed.call().run();
        } catch (RuntimeException e) {
            failure = e;
        }
        // a call within a call has taken its own part of the time
        long end =
                calls.size() == before ? System.nanoTime() : calls.get(before).startNanos();
        calls.add(new Call(application, deed.operation(), start, end, failure));
    }
}
