package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.Codec;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Versioned;
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

/** Sees what is under a key: an entry counts if it can be read, and its tags have the versions they had. */
final class EntryReader<V> {
    private final DistributedCache cache;
    private final Codec<V> codec;
    private final CacheAsideOptions options;
    private final TagVersions versions;
    private final Tally tally;
    private final CacheObserver observer;
    private final @Nullable String spaceKey;

    EntryReader(DistributedCache cache, Codec<V> codec, CacheAsideOptions options, TagVersions versions, Tally tally) {
        this.cache = cache;
        this.codec = codec;
        this.options = options;
        this.versions = versions;
        this.tally = tally;
        CacheObserver found = cache.unwrap(CacheObserver.class);
        this.observer = found == null ? CacheObserver.none() : found;
        this.spaceKey = options.namespace() == null ? null : versions.keyOf(TagVersions.SPACE);
    }

    /** Bytes that were read, and the token where one was asked for. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Raw(byte[] bytes, @Nullable CasToken token) {}

    /** Where it is in the cache. */
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
            if (unseen.contains(storedKey(key)) || (spaceKey != null && unseen.contains(spaceKey))) {
                sights.put(key, Sight.without(Sight.State.UNSEEN, 0, null));
            }
        }
        return sights;
    }

    /** The keys that the cache fails for. */
    Set<String> unseen(Collection<String> keys) {
        try {
            Set<String> unseen = new HashSet<>();
            lookAll(keys).forEach((key, sight) -> {
                if (sight.state() == Sight.State.UNSEEN) {
                    unseen.add(key);
                }
            });
            return unseen;
        } catch (CacheInterruptedException e) { // this thread can ask for none
            return Set.copyOf(keys);
        }
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
}
