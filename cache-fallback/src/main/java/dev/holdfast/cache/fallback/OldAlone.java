package dev.holdfast.cache.fallback;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** OLD_ONLY: old's own operations. Forward marks, left by a migration that was taken back, are swept away. */
final class OldAlone implements Rules {
    private final DistributedCache oldCache;
    private final Mark.Format marks;
    private final MigrationFigures figures;

    OldAlone(Placement placement, Trail trail) {
        this.oldCache = placement.oldCache;
        this.marks = placement.marks;
        this.figures = trail.figures();
    }

    private boolean isValue(byte @Nullable [] stored) {
        boolean hit = stored != null && !marks.isMark(stored);
        if (hit) {
            figures.hitOld();
        } else {
            figures.miss();
        }
        return hit;
    }

    private boolean swept(String key) {
        Versioned inOld = oldCache.gets(key);
        return inOld != null
                && marks.isMark(inOld.value())
                && oldCache.delete(key, inOld.token()) != CasOutcome.CHANGED;
    }

    @Override
    public byte @Nullable [] get(String key) {
        byte[] stored = oldCache.get(key);
        return isValue(stored) ? stored : null;
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        try {
            return values(oldCache.getAll(keys));
        } catch (BulkCacheException e) {
            throw BulkCacheException.reading(e.call(), values(e.found()), e.failures());
        }
    }

    private Map<String, byte[]> values(Map<String, byte[]> stored) {
        Map<String, byte[]> values = new LinkedHashMap<>(stored);
        values.values().removeIf(one -> !isValue(one));
        return values;
    }

    @Override
    public @Nullable Versioned gets(String key) {
        Versioned entry = oldCache.gets(key);
        return entry != null && isValue(entry.value()) ? SideToken.in(false, entry) : null;
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        try {
            return versioned(oldCache.getsAll(keys));
        } catch (BulkCacheException e) {
            throw BulkCacheException.readingVersioned(e.call(), versioned(e.foundVersioned()), e.failures());
        }
    }

    private Map<String, Versioned> versioned(Map<String, Versioned> stored) {
        Map<String, Versioned> values = new LinkedHashMap<>();
        stored.forEach((key, entry) -> {
            if (isValue(entry.value())) {
                values.put(key, SideToken.in(false, entry));
            }
        });
        return values;
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        oldCache.set(key, value, ttl);
        figures.seenInOld(ttl);
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        oldCache.setAll(entries, ttl);
        figures.seenInOld(ttl);
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        return oldCache.add(key, value, ttl) || (swept(key) && oldCache.add(key, value, ttl));
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        return !swept(key) && oldCache.replace(key, value, ttl);
    }

    @Override
    public CasOutcome cas(String key, byte[] value, SideToken token, Ttl ttl) {
        return token.ofNew() ? outlived(key) : oldCache.cas(key, value, token.token(), ttl);
    }

    private CasOutcome outlived(String key) {
        return get(key) == null ? CasOutcome.MISSING : CasOutcome.CHANGED;
    }

    @Override
    public boolean delete(String key) {
        return !swept(key) && oldCache.delete(key);
    }

    @Override
    public CasOutcome delete(String key, SideToken token) {
        return token.ofNew() ? outlived(key) : oldCache.delete(key, token.token());
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        oldCache.deleteAll(keys);
    }

    @Override
    public OptionalLong count(String key, Count count) {
        try {
            return count.in(oldCache, key);
        } catch (NotACounterException e) {
            if (swept(key)) {
                return count.in(oldCache, key);
            }
            throw e;
        }
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        return !swept(key) && oldCache.touch(key, ttl);
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        byte[] stored = swept(key) ? null : oldCache.getAndTouch(key, ttl);
        return isValue(stored) ? stored : null;
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        return swept(key) ? null : oldCache.ttl(key);
    }

    @Override
    public DistributedCache truth() {
        return oldCache;
    }
}
