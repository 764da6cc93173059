package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Notes every call in a history, with what it should do by its {@link Specification}. */
final class RecordingCache extends ForwardingCache {
    private final History history;
    private final String actor;

    RecordingCache(History history, String actor, DistributedCache cache) {
        super(cache);
        this.history = history;
        this.actor = actor;
    }

    private <T extends @Nullable Object> T call(
            String text,
            String key,
            Specification specification,
            Supplier<T> call,
            Function<T, ? extends @Nullable Object> answer) {
        long mark = history.mark();
        try {
            T result = call.get();
            history.call(mark, actor, text).done(key, specification, answer.apply(result));
            return result;
        } catch (CacheException e) {
            history.call(mark, actor, text).failed(key, specification, e);
            throw e;
        } catch (Error e) {
            history.call(mark, actor, text).unknown(key, specification, e);
            throw e;
        }
    }

    private <T extends @Nullable Object> T call(
            String text, String key, Specification specification, Supplier<T> call) {
        return call(text, key, specification, call, answer -> answer);
    }

    private static String text(String verb, byte[] value, Ttl ttl) {
        return verb + " " + Shown.answer(value) + lifetime(ttl);
    }

    private static String lifetime(Ttl ttl) {
        return ttl.isForever() ? "" : " for " + ttl;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return this.<byte @Nullable []>call(
                "get", key, Specification.GET, () -> delegate().get(key), Shown::text);
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        Set<String> asked = new LinkedHashSet<>(keys);
        long mark = history.mark();
        try {
            Map<String, byte[]> found = delegate().getAll(keys);
            read(mark, asked, found);
            return found;
        } catch (BulkCacheException e) {
            asked.removeAll(e.failures().keySet());
            read(mark, asked, e.found());
            throw e;
        }
    }

    private void read(long mark, Set<String> asked, Map<String, byte[]> found) {
        History.Note note = history.call(mark, actor, "getAll");
        asked.forEach(key -> note.done(key, Specification.GET, Shown.text(found.get(key))));
    }

    @Override
    public @Nullable Versioned gets(String key) {
        long mark = history.mark();
        Versioned found = delegate().gets(key);
        noteSeen(history.call(mark, actor, "gets"), key, found);
        return found;
    }

    private void noteSeen(History.Note note, String key, @Nullable Versioned found) {
        int gets = note.done(key, Specification.GETS, found == null ? null : Shown.text(found.value()));
        if (found != null) {
            history.issued(found.token(), new Seen(gets, Shown.text(found.value())));
        }
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        Set<String> asked = new LinkedHashSet<>(keys);
        long mark = history.mark();
        try {
            Map<String, Versioned> found = delegate().getsAll(keys);
            History.Note note = history.call(mark, actor, "getsAll");
            asked.forEach(key -> noteSeen(note, key, found.get(key)));
            return found;
        } catch (BulkCacheException e) {
            asked.removeAll(e.failures().keySet());
            History.Note note = history.call(mark, actor, "getsAll");
            asked.forEach(key -> noteSeen(note, key, e.foundVersioned().get(key)));
            throw e;
        }
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        call(text("set", value, ttl), key, Specification.set(value, ttl), () -> {
            delegate().set(key, value, ttl);
            return Shown.DONE;
        });
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        Map<String, Specification> calls = new LinkedHashMap<>();
        entries.forEach((key, value) -> calls.put(key, Specification.set(value, ttl)));
        writeAll("setAll" + lifetime(ttl), calls, () -> delegate().setAll(entries, ttl));
    }

    private void writeAll(String text, Map<String, Specification> calls, Runnable bulk) {
        long mark = history.mark();
        try {
            bulk.run();
            noteAll(history.call(mark, actor, text), calls, key -> null);
        } catch (BulkCacheException e) {
            noteAll(history.call(mark, actor, text), calls, e.failures()::get);
            throw e;
        } catch (CacheException e) {
            noteAll(history.call(mark, actor, text), calls, key -> e);
            throw e;
        } catch (Error e) {
            History.Note note = history.call(mark, actor, text);
            calls.forEach((key, specification) -> note.unknown(key, specification, e));
            throw e;
        }
    }

    private static void noteAll(
            History.Note note, Map<String, Specification> calls, Function<String, @Nullable CacheException> failureOf) {
        calls.forEach((key, specification) -> {
            CacheException failure = failureOf.apply(key);
            if (failure == null) {
                note.done(key, specification, Shown.DONE);
            } else {
                note.failed(key, specification, failure);
            }
        });
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        return call(
                text("add", value, ttl),
                key,
                Specification.add(value, ttl),
                () -> delegate().add(key, value, ttl));
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        return call(
                text("replace", value, ttl),
                key,
                Specification.replace(value, ttl),
                () -> delegate().replace(key, value, ttl));
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        Specification cas = Specification.cas(value, history.seen(token), ttl);
        return call(text("cas", value, ttl), key, cas, () -> delegate().cas(key, value, token, ttl));
    }

    @Override
    public boolean delete(String key) {
        return call("delete", key, Specification.DELETE, () -> delegate().delete(key));
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        Specification delete = Specification.delete(history.seen(token));
        return call("delete by token", key, delete, () -> delegate().delete(key, token));
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        Map<String, Specification> calls = new LinkedHashMap<>();
        keys.forEach(key -> calls.put(key, Specification.REMOVE));
        writeAll("deleteAll", calls, () -> delegate().deleteAll(keys));
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        return call(
                "incr " + delta,
                key,
                Specification.incr(delta),
                () -> delegate().incr(key, delta),
                RecordingCache::count);
    }

    @Override
    public OptionalLong decr(String key, long delta) {
        return call(
                "decr " + delta,
                key,
                Specification.decr(delta),
                () -> delegate().decr(key, delta),
                RecordingCache::count);
    }

    private static @Nullable Long count(OptionalLong count) {
        return count.isPresent() ? count.getAsLong() : null;
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        Specification incr = Specification.orCreate(Specification.incr(delta), initial, ttl);
        return call(
                "incr " + delta + " or " + initial + lifetime(ttl),
                key,
                incr,
                () -> delegate().incr(key, delta, initial, ttl));
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        Specification decr = Specification.orCreate(Specification.decr(delta), initial, ttl);
        return call(
                "decr " + delta + " or " + initial + lifetime(ttl),
                key,
                decr,
                () -> delegate().decr(key, delta, initial, ttl));
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        return call(
                "touch " + ttl, key, Specification.touch(ttl), () -> delegate().touch(key, ttl));
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        return this.<byte @Nullable []>call(
                "getAndTouch " + ttl,
                key,
                Specification.getAndTouch(ttl),
                () -> delegate().getAndTouch(key, ttl),
                Shown::text);
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        return this.<@Nullable Ttl>call(
                "ttl", key, Specification.TTL, () -> delegate().ttl(key));
    }
}
