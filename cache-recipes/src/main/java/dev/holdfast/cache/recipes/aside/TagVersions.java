package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.spi.CounterDigits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The versions of tags, which the store itself issues: one counter, the clock, goes up with each invalidation, and a
 * tag's version is what the clock said at its last one. An entry holds the versions its tags had; it counts only while
 * they are the same, so a tag whose version was lost takes its entries with it. A load that began when the clock said n
 * may be stored only under versions up to n: whatever was invalidated later fences it. No node's clock is asked.
 */
final class TagVersions {
    /** Stands for the namespace among the names of tags, none of which is empty. */
    static final String SPACE = "";

    private static final String CLOCK = "~tags";
    private static final int MOST_TRIES = 4;

    /** No clock goes that far while one load runs; two that began anywhere are farther apart. */
    private static final long FAR = 1L << 32;

    private final DistributedCache cache;
    private final String spaceKey;
    private final Ttl ttl;
    private final RandomGenerator random;

    TagVersions(DistributedCache cache, @Nullable String namespace, Ttl ttl, RandomGenerator random) {
        this.cache = cache;
        this.spaceKey = "~space:" + namespace;
        this.ttl = ttl;
        this.random = random;
    }

    String keyOf(String tag) {
        return tag.isEmpty() ? spaceKey : "~tag:" + tag;
    }

    /** What the clock says; a lost clock starts anew, anywhere. */
    long clock() {
        return cache.incr(CLOCK, 0, anywhere(), Ttl.forever());
    }

    private long anywhere() {
        return 1 + (random.nextLong() >>> 2);
    }

    /** All that was stored under these tags, or loaded for them so far, counts no more. */
    void invalidate(String tag) {
        long next = cache.incr(CLOCK, 1, anywhere(), Ttl.forever());
        cache.set(keyOf(tag), CounterDigits.format(next), ttl);
    }

    /** The versions that are there, in one read; what can't be read counts as lost. */
    Map<String, Long> read(Collection<String> tags) {
        if (tags.isEmpty()) {
            return Map.of();
        }
        try {
            return versions(tags, cache.getAll(keysOf(tags)));
        } catch (BulkCacheException e) {
            return versions(tags, e.found());
        } catch (CacheInterruptedException e) {
            throw e;
        } catch (CacheException e) {
            return Map.of();
        }
    }

    private List<String> keysOf(Collection<String> tags) {
        return tags.stream().map(this::keyOf).toList();
    }

    private Map<String, Long> versions(Collection<String> tags, Map<String, byte[]> stored) {
        Map<String, Long> versions = new LinkedHashMap<>();
        for (String tag : tags) {
            long version = version(stored.get(keyOf(tag)));
            if (version != 0) {
                versions.put(tag, version);
            }
        }
        return versions;
    }

    /** The version in these bytes; 0 for none. */
    static long version(byte @Nullable [] stored) {
        OptionalLong number = stored == null ? OptionalLong.empty() : CounterDigits.parse(stored);
        return number.orElse(0);
    }

    /**
     * The versions under which a load that began at that clock may be stored; null if one of the tags was invalidated
     * since, or that cannot be ruled out. Versions that are missing are made.
     */
    @Nullable
    Map<String, Long> unchangedSince(long clock, Collection<String> tags) {
        for (int i = 0; i < MOST_TRIES; i++) {
            List<String> keys = new ArrayList<>(keysOf(tags));
            keys.add(CLOCK);
            Map<String, byte[]> stored = cache.getAll(keys);
            long now = version(stored.get(CLOCK));
            Map<String, Long> versions = versions(tags, stored);
            if (versions.size() == tags.size()) {
                versions.forEach((tag, version) -> reissueIfOfLostClock(tag, version, now));
                return clock <= now && versions.values().stream().allMatch(version -> version <= clock)
                        ? versions
                        : null;
            }
            makeMissing(tags, versions, now);
            if (now != clock) {
                return null;
            }
        }
        return null;
    }

    /** A clock that was lost may have started anew below versions it issued before: nothing could be stored under them. */
    private void reissueIfOfLostClock(String tag, long version, long now) {
        if (version - now > FAR) {
            invalidate(tag);
        }
    }

    /** What the clock says will do: nothing that was stored before under this number was invalidated since. */
    private void makeMissing(Collection<String> tags, Map<String, Long> versions, long now) {
        for (String tag : tags) {
            if (now != 0 && !versions.containsKey(tag)) {
                cache.add(keyOf(tag), CounterDigits.format(now), ttl);
            }
        }
    }
}
