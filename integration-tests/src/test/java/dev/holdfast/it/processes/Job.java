package dev.holdfast.it.processes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.OptionalLong;

/** What each process does, a thread a job: the same jobs on the same keys in every process. */
enum Job {
    /** Counts one up. */
    COUNT {
        @Override
        boolean step(DistributedCache cache, Tally tally, String process) {
            OptionalLong sum = cache.incr(key(), 1);
            if (sum.isEmpty()) {
                throw new IllegalStateException("the counter is gone");
            }
            return true;
        }
    },
    /** The same, by a counter of its own that is created by whoever comes first. */
    COUNT_OR_CREATE {
        @Override
        boolean step(DistributedCache cache, Tally tally, String process) {
            cache.incr(key(), 1, 1, LONG);
            return true;
        }
    },
    /** Reads, adds one, stores if unchanged. */
    CAS {
        @Override
        boolean step(DistributedCache cache, Tally tally, String process) {
            Versioned seen = cache.gets(key());
            if (seen == null) {
                throw new IllegalStateException("the register is gone");
            }
            long next = Long.parseLong(new String(seen.value(), US_ASCII)) + 1;
            return cache.cas(key(), Long.toString(next).getBytes(US_ASCII), seen.token(), LONG) == CasOutcome.STORED;
        }
    },
    /** Takes the lock of the moment, by add: a clock that all processes share leads them to one lock at one time. */
    LOCK {
        @Override
        boolean step(DistributedCache cache, Tally tally, String process) {
            int lock = (int) (System.nanoTime() / LOCK_NANOS % Tally.LOCKS);
            boolean granted = cache.add(lockKey(lock), process.getBytes(US_ASCII), LONG);
            if (granted) {
                tally.granted(lock);
            }
            return granted;
        }
    };

    static final Ttl LONG = Ttl.ofMinutes(10);

    private static final long LOCK_NANOS = 400_000;

    /** The key that all processes share. */
    String key() {
        return "processes:" + name();
    }

    static String lockKey(int lock) {
        return "processes:lock:" + lock;
    }

    /** One step; whether it changed what is stored. */
    abstract boolean step(DistributedCache cache, Tally tally, String process);

    /** Steps until told to stop. */
    void work(DistributedCache cache, Tally tally, String process) {
        while (!tally.isStopped()) {
            tally.add(this, Tally.Kind.BEGUN);
            try {
                tally.add(this, step(cache, tally, process) ? Tally.Kind.DONE : Tally.Kind.NOT_DONE);
            } catch (CacheException e) {
                tally.add(this, e.outcome() == Outcome.UNKNOWN ? Tally.Kind.UNKNOWN : Tally.Kind.NOT_DONE);
            }
        }
    }

    /** What is there before the first step. */
    static void prepare(DistributedCache cache) {
        cache.set(COUNT.key(), "0".getBytes(US_ASCII), LONG);
        cache.set(CAS.key(), "0".getBytes(US_ASCII), LONG);
        cache.delete(COUNT_OR_CREATE.key());
    }
}
