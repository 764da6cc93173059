package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.Codec;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values and leases in the cache: what is under a key, and how it gets there. Knows nothing of who loads. */
final class EntryStore<V> {
    private static final int MOST_TRIES = 8;

    private final DistributedCache cache;
    private final Codec<V> codec;
    private final CacheAsideOptions options;
    private final Tally tally;
    private final CacheObserver observer;
    private final TagVersions versions;
    private final boolean versioned;
    private final @Nullable String spaceKey;

    EntryStore(DistributedCache cache, Codec<V> codec, CacheAsideOptions options, Tally tally) {
        this.cache = cache;
        this.codec = codec;
        this.options = options;
        this.tally = tally;
        CacheObserver found = cache.unwrap(CacheObserver.class);
        this.observer = found == null ? CacheObserver.none() : found;
        this.versions = new TagVersions(
                cache, options.namespace(), options.tagTtl(), options.runtime().random());
        this.spaceKey = options.namespace() == null ? null : versions.keyOf(TagVersions.SPACE);
        this.versioned = options.tagged() || spaceKey != null;
    }

    /** How a load ended for the cache. */
    enum Published {
        STORED,
        FENCED,
        FAILED
    }

    /** Bytes that were read, and the token where one was asked for. */
    private record Raw(byte[] bytes, @Nullable CasToken token) {}

    TagVersions versions() {
        return versions;
    }

    String storedKey(String key) {
        return spaceKey == null ? key : options.namespace() + ":" + key;
    }

    /** What is there; {@link Sight.State#UNSEEN} where the cache fails. */
    Sight<V> look(String key) {
        try {
            if (spaceKey != null) {
                return Objects.requireNonNull(lookAll(List.of(key)).get(key));
            }
            byte[] bytes = cache.get(key);
            if (bytes == null) {
                return Sight.without(Sight.State.ABSENT, 0, null);
            }
            Envelope envelope = Envelope.read(bytes);
            Map<String, Long> current = envelope != null && envelope.hasTags()
                    ? versions.read(envelope.tags().keySet())
                    : Map.of();
            return sight(key, envelope, null, current);
        } catch (CacheInterruptedException e) {
            throw e;
        } catch (CacheException e) {
            return Sight.without(Sight.State.UNSEEN, 0, null);
        }
    }

    /** What is there, with two reads at most. */
    Map<String, Sight<V>> lookAll(Collection<String> keys) {
        Map<String, Raw> raw = new LinkedHashMap<>();
        Set<String> unseen = new HashSet<>();
        try {
            cache.getAll(storedKeys(keys)).forEach((key, bytes) -> raw.put(key, new Raw(bytes, null)));
        } catch (BulkCacheException e) {
            e.found().forEach((key, bytes) -> raw.put(key, new Raw(bytes, null)));
            unseen.addAll(e.failures().keySet());
        } catch (CacheInterruptedException e) {
            throw e;
        } catch (CacheException e) {
            unseen.addAll(storedKeys(keys));
        }
        Map<String, Sight<V>> sights = sights(keys, raw);
        for (String key : keys) {
            if (unseen.contains(storedKey(key)) || spaceKey != null && unseen.contains(spaceKey)) {
                sights.put(key, Sight.without(Sight.State.UNSEEN, 0, null));
            }
        }
        return sights;
    }

    private List<String> storedKeys(Collection<String> keys) {
        List<String> stored = new ArrayList<>(keys.size() + 1);
        keys.forEach(key -> stored.add(storedKey(key)));
        if (spaceKey != null) {
            stored.add(spaceKey);
        }
        return stored;
    }

    /** What is there, with the token for changing it. */
    Sight<V> lookForChange(String key) {
        Map<String, Raw> raw = new LinkedHashMap<>();
        Versioned found = cache.gets(storedKey(key));
        if (found != null) {
            raw.put(storedKey(key), new Raw(found.value(), found.token()));
        }
        if (spaceKey != null) {
            byte[] version = cache.get(spaceKey);
            if (version != null) {
                raw.put(spaceKey, new Raw(version, null));
            }
        }
        return Objects.requireNonNull(sights(List.of(key), raw).get(key));
    }

    private Map<String, Sight<V>> sights(Collection<String> keys, Map<String, Raw> raw) {
        Map<String, Envelope> envelopes = new LinkedHashMap<>();
        Set<String> tags = new LinkedHashSet<>();
        for (String key : keys) {
            Raw found = raw.get(storedKey(key));
            Envelope envelope = found == null ? null : Envelope.read(found.bytes());
            if (envelope != null) {
                envelopes.put(key, envelope);
                tags.addAll(envelope.tags().keySet());
            }
        }
        tags.remove(TagVersions.SPACE);
        Map<String, Long> current = new LinkedHashMap<>(versions.read(tags));
        if (spaceKey != null) {
            Raw space = raw.get(spaceKey);
            current.put(TagVersions.SPACE, TagVersions.version(space == null ? null : space.bytes()));
        }
        Map<String, Sight<V>> sights = new LinkedHashMap<>();
        for (String key : keys) {
            Raw found = raw.get(storedKey(key));
            sights.put(
                    key,
                    found == null
                            ? Sight.without(Sight.State.ABSENT, current.getOrDefault(TagVersions.SPACE, 0L), null)
                            : sight(key, envelopes.get(key), found.token(), current));
        }
        return sights;
    }

    private Sight<V> sight(
            String key, @Nullable Envelope envelope, @Nullable CasToken token, Map<String, Long> current) {
        long space = current.getOrDefault(TagVersions.SPACE, 0L);
        if (envelope == null) {
            tally.undecodable.increment();
            return Sight.without(Sight.State.USELESS, space, token);
        }
        if (!holds(envelope, current)) {
            return Sight.without(Sight.State.USELESS, space, token);
        }
        if (envelope.isLease()) {
            return new Sight<>(Sight.State.LEASED, envelope.mark(), null, null, 0, space, token);
        }
        V value = envelope.isNothing() ? null : decoded(key, envelope);
        if (value == null && !envelope.isNothing()) {
            return Sight.without(Sight.State.USELESS, space, token);
        }
        Envelope.Header header = envelope.header();
        long age = Math.max(0, options.runtime().clock().millis() - header.storedMillis());
        return new Sight<>(Sight.State.STORED, header.mark(), value, header, age, space, token);
    }

    /** Whether every tag has the version it had; one that is lost has not. */
    private boolean holds(Envelope envelope, Map<String, Long> current) {
        if (!envelope.hasTags()) {
            return spaceKey == null;
        }
        Map<String, Long> seen = envelope.tags();
        return seen.containsKey(TagVersions.SPACE) == (spaceKey != null)
                && seen.entrySet().stream().allMatch(tag -> tag.getValue().equals(current.get(tag.getKey())));
    }

    private @Nullable V decoded(String key, Envelope envelope) {
        CacheCodecException undecodable;
        try {
            return Objects.requireNonNull(codec.forKey(key).decode(envelope.payload()), "decoded");
        } catch (CacheCodecException e) {
            undecodable = e;
        } catch (RuntimeException | StackOverflowError e) { // must not become every reader's crash loop
            undecodable = CacheCodecException.decoding("the codec failed", e);
        }
        tally.undecodable.increment();
        observer.on(new CacheEvent.Undecodable(storedKey(key), cache.toString(), undecodable));
        return null;
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

    private Set<String> spaceTag() {
        return spaceKey == null ? Set.of() : Set.of(TagVersions.SPACE);
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
        Map<String, Long> space = spaceKey == null ? Map.of() : versions.unchangedSince(clock, spaceTag());
        if (space == null) {
            return null;
        }
        long mark = newMark();
        byte[] lease = Envelope.lease(mark, space).bytes();
        String stored = storedKey(key);
        Ttl ttl = Ttl.of(options.leaseTtl());
        boolean taken = token == null
                ? cache.add(stored, lease, ttl)
                : cache.cas(stored, lease, token, ttl) == CasOutcome.STORED;
        return taken ? new Fence(mark, new Fence.Lease(stored, mark), nanoTime(), clock) : null;
    }

    /** The fence of a load that is to replace the value that is there. */
    Fence fence(Sight<V> sight, Fence.@Nullable Lease lease) {
        return new Fence(sight.mark(), lease, nanoTime(), clock());
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
            Set<String> tags = new LinkedHashSet<>(spaceTag());
            tags.addAll(load.tags());
            Map<String, Long> tagVersions = tags.isEmpty() ? Map.of() : versions.unchangedSince(fence.clock(), tags);
            if (tagVersions == null) {
                return Published.FENCED;
            }
            Entry entry = entry(key, value, load.chosenTtl(), tagVersions, loadMillis);
            return replace(storedKey(key), fence.mark(), entry) ? Published.STORED : Published.FENCED;
        } catch (CacheException e) {
            return Published.FAILED;
        }
    }

    /** Stores a value, whatever is there. */
    void put(String key, V value, @Nullable Ttl ttl, Collection<String> tags) {
        Set<String> all = new LinkedHashSet<>(spaceTag());
        all.addAll(tags);
        Map<String, Long> tagVersions = all.isEmpty() ? Map.of() : null;
        for (int i = 0; tagVersions == null && i < MOST_TRIES; i++) {
            tagVersions = versions.unchangedSince(versions.clock(), all);
        }
        if (tagVersions == null) { // a tag is being invalidated again and again: that is what becomes of this value too
            cache.delete(storedKey(key));
            return;
        }
        Entry entry = entry(key, value, ttl, tagVersions, 0);
        cache.set(storedKey(key), entry.bytes(), entry.ttl());
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
        return new Entry(bytes, ttl.isForever() ? ttl : Ttl.of(ttl.duration().plus(kept)));
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

    /** Takes what has the fence's mark away, for the loader said that nothing is to be there; as far as the cache can. */
    void withdraw(String key, Fence fence) {
        try {
            dropStored(storedKey(key), fence.mark());
        } catch (CacheException ignored) {
            // what is there ends by its TTL
        }
        release(fence);
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

    /** Gives a lease up; where the cache fails it ends by itself. */
    void release(Fence fence) {
        Fence.Lease lease = fence.lease();
        if (lease != null) {
            try {
                dropStored(lease.key(), lease.mark());
            } catch (CacheException ignored) {
                // it ends by itself
            }
        }
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
