package dev.holdfast.cache.redis;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.TimedValue;
import dev.holdfast.cache.Ttl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads that ask for what is left of an entry's time too: a PTTL behind each GET or MGET, all sent before the first
 * answer is waited for. The PTTL comes second, so that a value is never given a longer life than it has.
 */
final class TimedCalls {
    private static final byte[] PTTL = Frame.ascii("PTTL");

    private final Calls calls;
    private final BulkCalls bulk;

    TimedCalls(Calls calls, BulkCalls bulk) {
        this.calls = calls;
        this.bulk = bulk;
    }

    static Request pttl(byte[] key) {
        return Request.command(Form.NUMBER, Frame.of(PTTL, key));
    }

    /** What a PTTL answered; null if the key is gone. */
    static @Nullable Ttl left(long millis) {
        if (millis == -2) {
            return null;
        }
        return millis == -1 ? Ttl.forever() : Ttl.ofMillis(Math.max(1, millis)); // 0: there for part of a millisecond
    }

    @Nullable
    TimedValue get(Call call, byte[] key) {
        Calls.Sent get = calls.send(call, key, Request.getAlone(key)); // merged it would come after its PTTL
        Calls.Sent pttl = calls.send(call, key, pttl(key));
        if (get.wire() != pttl.wire()) {
            return get(call, key); // of another server, perhaps, to which the connection was replaced between the two
        }
        Object value = calls.answer(get); // first: where both are redirected, the order stays
        if (value instanceof ErrorReply error) {
            throw Failures.refusal(call, error);
        }
        if (value == null) {
            return null;
        }
        if (!(value instanceof byte[] bytes)) {
            throw Failures.strange(call);
        }
        return timed(call, bytes, calls.answer(pttl));
    }

    private static @Nullable TimedValue timed(Call call, byte[] value, @Nullable Object time) {
        if (time instanceof ErrorReply error) {
            throw Failures.refusal(call, error);
        }
        if (!(time instanceof Long millis)) {
            throw Failures.strange(call);
        }
        Ttl left = left(millis);
        return left == null ? null : new TimedValue(value, left);
    }

    Map<String, TimedValue> getAll(Call call, Set<String> keys) {
        Map<String, CacheException> failures = new LinkedHashMap<>();
        List<BulkCalls.Part> values = new ArrayList<>();
        List<BulkCalls.Part> times = new ArrayList<>();
        for (Set<String> some : bulk.connectedFirst(keys)) {
            values.addAll(bulk.ask(call, some, Request::getAlone, failures));
            for (String key : some) {
                if (!failures.containsKey(key)) {
                    bulk.send(call, List.of(key), pttl(Frame.utf8(key)), times, failures);
                }
            }
        }
        int askedFirst = values.size();
        Map<String, byte[]> read = bulk.answers(call, keys, values, failures);
        for (BulkCalls.Part again : values.subList(askedFirst, values.size())) {
            bulk.send(call, again.keys(), pttl(Frame.utf8(again.keys().get(0))), times, failures);
        }
        Map<String, Wire> asked = new HashMap<>();
        values.forEach(
                part -> part.keys().forEach(key -> asked.put(key, part.sent().wire())));
        Map<String, BulkCalls.Part> lastTimes = new LinkedHashMap<>();
        times.forEach(time -> lastTimes.put(time.keys().get(0), time));
        Map<String, TimedValue> found = new LinkedHashMap<>();
        for (BulkCalls.Part time : lastTimes.values()) {
            String key = time.keys().get(0);
            byte[] value = failures.containsKey(key) ? null : read.get(key);
            if (value != null && time.sent().wire() != asked.get(key)) {
                failures.put(key, Failures.lost(call.of(key), false)); // as the get of one key, which asks again
                continue;
            }
            Object answer = value == null ? null : bulk.answer(call, time, failures);
            TimedValue timed = value == null || answer == null ? null : timed(call, value, answer);
            if (timed != null) {
                found.put(key, timed);
            }
        }
        if (!failures.isEmpty()) {
            Map<String, byte[]> bytes = new LinkedHashMap<>();
            found.forEach((key, timed) -> bytes.put(key, timed.value()));
            throw BulkCacheException.reading(call.failed(), bytes, failures);
        }
        return found;
    }
}
