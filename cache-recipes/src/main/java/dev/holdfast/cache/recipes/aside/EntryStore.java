package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CachePermanentException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.Codec;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts values and leases into the cache, and takes them away. Knows nothing of who loads. */
final class EntryStore<V> {
    private static final int MOST_TRIES = 8;

    private final DistributedCache cache;
    private final Codec<V> codec;
    private final CacheAsideOptions options;
    private final EntryReader<V> reader;
    private final TagVersions versions;
    private final boolean versioned;
    private final Set<String> spaceTag;

    EntryStore(
            DistributedCache cache,
            Codec<V> codec,
            CacheAsideOptions options,
            TagVersions versions,
            EntryReader<V> reader) {
        this.cache = cache;
        this.codec = codec;
        this.options = options;
        this.versions = versions;
        this.reader = reader;
        this.spaceTag = options.namespace() == null ? Set.of() : Set.of(TagVersions.SPACE);
        this.versioned = options.tagged() || !spaceTag.isEmpty();
    }

    /** How a load ended for the cache. */
    enum Published {
        STORED,
        FENCED,
        /** The cache, or the codec, won't have it. */
        REFUSED,
        /** The cache could not be told. */
        FAILED;

        boolean isInTheCache() {
            return this == STORED || this == FENCED;
        }
    }

    private long newMark() {
        return options.runtime().random().nextLong() | 1; // never 0
    }

    private long nanoTime() {
        return options.runtime().ticker().getAsLong();
    }

    /** What the tags' clock says, where a load may be stored under tags. */
    long clock() {
        return versioned ? versions.clock() : 0;
    }

    /**
     * Takes the lease of a key at which there is nothing, or nothing that counts.
     *
     * @param token of what is to be replaced; null where nothing is there
     * @return the fence of the load to begin; null if another was quicker
     */
    @Nullable
    Fence lease(String key, @Nullable CasToken token) {
        long clock = clock();
        Map<String, Long> space = spaceTag.isEmpty() ? Map.of() : versions.unchangedSince(clock, spaceTag);
        if (space == null) {
            return null;
        }
        long mark = newMark();
        byte[] lease = Envelope.lease(mark, space).bytes();
        String stored = reader.storedKey(key);
        Ttl ttl = Ttl.of(options.leaseTtl());
        boolean taken = token == null
                ? cache.add(stored, lease, ttl)
                : cache.cas(stored, lease, token, ttl) == CasOutcome.STORED;
        return taken ? Fence.storing(mark, new Fence.Lease(stored, mark), nanoTime(), clock) : null;
    }

    /** The fence of a load that is to replace the value that is there. */
    Fence fence(Sight<V> sight, Fence.@Nullable Lease lease) {
        return Fence.storing(sight.mark(), lease, nanoTime(), clock());
    }

    /** Stores what was loaded, if its fence still stands. */
    Published publish(String key, Fence fence, LoadContext<V> load, @Nullable V value, long loadMillis) {
        Published published = tryToPublish(key, fence, load, value, loadMillis);
        if (published != Published.STORED || !fence.isReplacedByItsValue()) {
            release(fence);
        }
        return published;
    }

    private Published tryToPublish(String key, Fence fence, LoadContext<V> load, @Nullable V value, long loadMillis) {
        try {
            Set<String> tags = new LinkedHashSet<>(spaceTag);
            tags.addAll(load.tags());
            Map<String, Long> tagVersions = tags.isEmpty() ? Map.of() : versions.unchangedSince(fence.clock(), tags);
            if (tagVersions == null) {
                return Published.FENCED;
            }
            Entry entry = entry(key, value, load.chosenTtl(), tagVersions, loadMillis);
            return replace(reader.storedKey(key), fence.mark(), entry) ? Published.STORED : Published.FENCED;
        } catch (CacheException e) {
            return failed(e);
        }
    }

    private static Published failed(CacheException failure) {
        return isAnswer(failure) ? Published.REFUSED : Published.FAILED;
    }

    /** Whether the cache, or the codec, said no, so that it costs no timeout to ask for another key. */
    static boolean isAnswer(CacheException failure) {
        return failure instanceof CachePermanentException;
    }

    /** Stores a value, whatever is there. */
    void put(String key, V value, @Nullable Ttl ttl, Collection<String> tags) {
        Set<String> all = new LinkedHashSet<>(spaceTag);
        all.addAll(tags);
        Map<String, Long> tagVersions = all.isEmpty() ? Map.of() : null;
        for (int i = 0; tagVersions == null && i < MOST_TRIES; i++) {
            tagVersions = versions.unchangedSince(versions.clock(), all);
        }
        if (tagVersions == null) { // a tag is being invalidated again and again: that is what becomes of this value too
            cache.delete(reader.storedKey(key));
            return;
        }
        Entry entry = entry(key, value, ttl, tagVersions, 0);
        cache.set(reader.storedKey(key), entry.bytes(), entry.ttl());
    }

    /** Bytes to store, and for how long. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(byte[] bytes, Ttl ttl) {}

    private Entry entry(String key, @Nullable V value, @Nullable Ttl chosen, Map<String, Long> tags, long loadMillis) {
        Ttl ttl = chosen == null ? options.ttl() : chosen;
        Duration kept = options.kept();
        if (value == null) {
            ttl = Ttl.of(Objects.requireNonNull(options.negativeTtl(), "negativeTtl"));
            kept = Duration.ZERO;
        }
        ttl = ttl.withJitter(options.jitter(), options.runtime().random());
        Envelope.Header header = new Envelope.Header(
                kept.isZero() || ttl.isForever(),
                newMark(),
                options.runtime().clock().millis(),
                ttl.toMillisRoundedUp(),
                (int) Math.min(Integer.MAX_VALUE, loadMillis));
        byte[] bytes = Envelope.of(header, tags, value == null ? null : encoded(key, value))
                .bytes();
        return new Entry(bytes, longer(ttl, kept));
    }

    private static Ttl longer(Ttl ttl, Duration kept) {
        try {
            return ttl.isForever() ? ttl : Ttl.of(ttl.duration().plus(kept));
        } catch (ArithmeticException e) { // beyond what a duration holds
            return Ttl.forever();
        }
    }

    private byte[] encoded(String key, V value) {
        try {
            return codec.forKey(key).encode(value);
        } catch (CacheCodecException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw CacheCodecException.encoding("the codec failed", e);
        }
    }

    /**
     * Takes what has the fence's mark away, for the loader said that nothing is to be there. Where that fails, what is there
     * ends by its TTL.
     */
    Published withdraw(String key, Fence fence) {
        Published withdrawn = Published.STORED;
        try {
            dropStored(reader.storedKey(key), fence.mark());
        } catch (CacheException e) {
            withdrawn = failed(e);
        }
        return release(fence) ? withdrawn : Published.FAILED;
    }

    private boolean replace(String stored, long mark, Entry entry) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Versioned now = cache.gets(stored);
            if (now == null || markOf(now.value()) != mark) {
                return false;
            }
            CasOutcome outcome = cache.cas(stored, entry.bytes(), now.token(), entry.ttl());
            if (outcome != CasOutcome.CHANGED) { // changed may mean renewed
                return outcome == CasOutcome.STORED;
            }
        }
        return false;
    }

    static long markOf(byte[] stored) {
        Envelope envelope = Envelope.read(stored);
        return envelope == null ? 0 : envelope.mark();
    }

    private void dropStored(String stored, long mark) {
        for (int i = 0; i < MOST_TRIES; i++) {
            Versioned now = cache.gets(stored);
            if (now == null || markOf(now.value()) != mark || cache.delete(stored, now.token()) != CasOutcome.CHANGED) {
                return;
            }
        }
    }

    /** Gives a lease up; where that fails it ends by itself. Answers whether the cache answered. */
    boolean release(Fence fence) {
        Fence.Lease lease = fence.lease();
        if (lease != null) {
            try {
                dropStored(lease.key(), lease.mark());
            } catch (CacheException e) {
                return isAnswer(e);
            }
        }
        return true;
    }

    /** Gives a lease its full time again, if it is still held. */
    void renew(Fence.Lease lease) {
        Versioned now = cache.gets(lease.key());
        if (now != null && markOf(now.value()) == lease.mark()) {
            Envelope envelope = Envelope.read(now.value());
            if (envelope != null && envelope.isLease()) {
                cache.cas(lease.key(), now.value(), now.token(), Ttl.of(options.leaseTtl()));
            }
        }
    }
}
