package dev.holdfast.cache.redis;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.Versioned;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls for many keys: all are sent before the first answer is waited for, and what fails fails alone. To one server
 * reads go as MGETs; in a cluster, where an MGET must stay within a slot, and through a proxy as GETs that share their
 * writes.
 */
final class BulkCalls {
    /** Keys an MGET has at most: other clients of the server wait for each command to end. */
    private static final int CHUNK = 256;

    private static final byte[] MGET = Frame.ascii("MGET");

    private final Calls calls;
    private final Servers servers;

    BulkCalls(Calls calls, Servers servers) {
        this.calls = calls;
        this.servers = servers;
    }

    /** Some keys, and the one request for all of them. */
    record Part(List<String> keys, Calls.Sent sent) {}

    Map<String, byte[]> getAll(Call call, Set<String> keys) {
        Map<String, CacheException> failures = new LinkedHashMap<>();
        Map<String, byte[]> found = read(call, keys, failures, false);
        if (!failures.isEmpty()) {
            throw BulkCacheException.reading(call.failed(), found, failures);
        }
        return found;
    }

    Map<String, Versioned> getsAll(Call call, Set<String> keys, BiFunction<String, byte[], Versioned> versioned) {
        Map<String, CacheException> failures = new LinkedHashMap<>();
        Map<String, Versioned> found = new LinkedHashMap<>();
        read(call, keys, failures, true).forEach((key, value) -> found.put(key, versioned.apply(key, value)));
        if (!failures.isEmpty()) {
            throw BulkCacheException.readingVersioned(call.failed(), found, failures);
        }
        return found;
    }

    private Map<String, byte[]> read(
            Call call, Set<String> keys, Map<String, CacheException> failures, boolean ofMaster) {
        List<Part> parts = new ArrayList<>();
        for (Set<String> some : connectedFirst(keys, ofMaster)) {
            parts.addAll(ask(call, some, Request::get, failures, ofMaster));
        }
        return answers(call, keys, parts, failures);
    }

    /** As they are to be sent to masters. */
    List<Set<String>> connectedFirst(Set<String> keys) {
        return connectedFirst(keys, true);
    }

    /** Keys whose server may have to be waited for come last, so that no others wait with them. */
    private List<Set<String>> connectedFirst(Set<String> keys, boolean ofMaster) {
        boolean amongMasters = ofMaster || servers.readsFromMasters();
        if (amongMasters && servers.all().stream().allMatch(node -> node.wire() != null)) {
            return List.of(keys);
        }
        Set<String> first = new LinkedHashSet<>();
        Set<String> last = new LinkedHashSet<>();
        for (String key : keys) {
            byte[] bytes = Frame.utf8(key);
            Node node = ofMaster ? servers.of(bytes) : servers.reader(bytes);
            (node == null || node.wire() != null ? first : last).add(key);
        }
        return List.of(first, last);
    }

    /** Sends the reads to masters, and waits for none; of a key that is read alone by the request that is made of it. */
    List<Part> ask(Call call, Set<String> keys, Function<byte[], Request> alone, Map<String, CacheException> failures) {
        return ask(call, keys, alone, failures, true);
    }

    private List<Part> ask(
            Call call,
            Set<String> keys,
            Function<byte[], Request> alone,
            Map<String, CacheException> failures,
            boolean ofMaster) {
        List<Part> parts = new ArrayList<>();
        List<String> all = List.copyOf(keys);
        for (List<String> group : ofMaster ? List.of(all) : servers.byReader(all)) {
            for (List<String> some : chunks(call, group)) {
                Request request = some.size() == 1 ? alone.apply(Frame.utf8(some.get(0))) : mget(some);
                send(call, some, request, parts, failures, ofMaster);
            }
        }
        return parts;
    }

    /** Waits for what was asked. What was refused together is asked key by key, by parts that come after those there. */
    Map<String, byte[]> answers(Call call, Set<String> keys, List<Part> parts, Map<String, CacheException> failures) {
        Map<String, byte[]> values = new LinkedHashMap<>();
        List<Part> again = new ArrayList<>();
        for (int i = parts.size() - 1; i >= 0; i--) { // the last first: when it is there the others are, mostly
            readAnswer(call, parts.get(i), values, failures, again);
        }
        for (Part part : List.copyOf(again)) {
            readAnswer(call, part, values, failures, again);
        }
        parts.addAll(again);
        if (parts.size() <= 1) {
            return values;
        }
        Map<String, byte[]> inOrder = new LinkedHashMap<>();
        for (String key : keys) {
            byte[] value = values.get(key);
            if (value != null) {
                inOrder.put(key, value);
            }
        }
        return inOrder;
    }

    private List<List<String>> chunks(Call call, List<String> all) {
        int size = servers.isSpread() || call.proxied() ? 1 : CHUNK;
        List<List<String>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            chunks.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return chunks;
    }

    private static Request mget(List<String> keys) {
        byte[][] words = new byte[keys.size() + 1][];
        words[0] = MGET;
        for (int i = 0; i < keys.size(); i++) {
            words[i + 1] = Frame.utf8(keys.get(i));
        }
        return new Mget(Frame.of(words), keys.size());
    }

    /** Answers each of its keys. */
    private static final class Mget extends Request {
        private final int keys;

        private Mget(byte[] frame, int keys) {
            super(Form.VALUES, frame);
            this.keys = keys;
        }

        @Override
        boolean fits(@Nullable Object answer) {
            return super.fits(answer) && (!(answer instanceof Object[] values) || values.length == keys);
        }

        @Override
        Request again() {
            return new Mget(frame, keys);
        }
    }

    void send(Call call, List<String> keys, Request request, List<Part> parts, Map<String, CacheException> failures) {
        send(call, keys, request, parts, failures, true);
    }

    private void send(
            Call call,
            List<String> keys,
            Request request,
            List<Part> parts,
            Map<String, CacheException> failures,
            boolean toMaster) {
        byte[] first = Frame.utf8(keys.get(0));
        try {
            parts.add(new Part(keys, sent(call, first, request, parts, toMaster)));
        } catch (CacheInterruptedException e) {
            throw e;
        } catch (CacheException e) {
            keys.forEach(key -> failures.put(key, e));
        }
    }

    private Calls.Sent sent(Call call, byte[] key, Request request, List<Part> earlier, boolean toMaster) {
        try {
            return sent(call, key, request, toMaster);
        } catch (CacheOverloadedException e) {
            awaitLast(call, earlier, toMaster ? servers.of(key) : servers.reader(key));
            return sent(call, key, request, toMaster);
        }
    }

    private Calls.Sent sent(Call call, byte[] key, Request request, boolean toMaster) {
        return toMaster ? calls.send(call, key, request) : calls.sendToReader(call, key, request);
    }

    /** Lets that node answer what this call has asked, so that a call of more keys than maxPending has room for them. */
    private static void awaitLast(Call call, List<Part> parts, @Nullable Node node) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            Calls.Sent last = parts.get(i).sent();
            if (last.node() == node) {
                last.request().await(call.deadlineNanos());
                return;
            }
        }
    }

    private void readAnswer(
            Call call, Part part, Map<String, byte[]> values, Map<String, CacheException> failures, List<Part> again) {
        Object reply = reply(part, failures);
        if (reply instanceof ErrorReply error && part.keys().size() > 1 && error.isOfCommand()) { // or of one key
            boolean ofMaster = part.sent().read() == null;
            for (String key : part.keys()) {
                send(call, List.of(key), Request.getAlone(Frame.utf8(key)), again, failures, ofMaster);
            }
        } else if (reply instanceof ErrorReply error) {
            fail(part, Failures.refusal(call, error), failures);
        } else if (reply instanceof Object[] several) {
            for (int i = 0; i < several.length; i++) {
                String key = part.keys().get(i);
                if (several[i] instanceof byte[] value) {
                    values.put(key, value);
                } else if (several[i] instanceof ErrorReply error) {
                    failures.put(key, Failures.refusal(call.of(key), error));
                }
            }
        } else if (reply instanceof byte[] value) {
            values.put(part.keys().get(0), value);
        }
    }

    /** The answer; null where there was none, and the keys are among the failures. */
    @Nullable
    Object answer(Call call, Part part, Map<String, CacheException> failures) {
        Object reply = reply(part, failures);
        if (reply instanceof ErrorReply error) {
            fail(part, Failures.refusal(call, error), failures);
            return null;
        }
        return reply;
    }

    /** The answer, be it a refusal. */
    private @Nullable Object reply(Part part, Map<String, CacheException> failures) {
        try {
            return calls.answer(part.sent());
        } catch (CacheInterruptedException e) {
            throw e;
        } catch (CacheException e) {
            fail(part, e, failures);
            return null;
        }
    }

    private static void fail(Part part, CacheException failure, Map<String, CacheException> failures) {
        part.keys().forEach(key -> failures.put(key, failure));
    }

    /** One request a key; throws if any key failed, before sending or after. */
    void write(Call call, Map<String, Request> requests, Map<String, CacheException> refused) {
        Map<String, CacheException> failures = new LinkedHashMap<>(refused);
        List<Part> parts = new ArrayList<>();
        try {
            for (Set<String> some : connectedFirst(requests.keySet())) {
                some.forEach(key ->
                        send(call.of(key), List.of(key), Objects.requireNonNull(requests.get(key)), parts, failures));
            }
            Collections.reverse(parts);
            for (Part part : parts) {
                answer(part.sent().call(), part, failures);
            }
        } catch (CacheInterruptedException e) {
            throw parts.isEmpty() ? e : Failures.interrupted(call, true);
        }
        if (!failures.isEmpty()) {
            Set<String> done = new LinkedHashSet<>(requests.keySet());
            done.removeAll(failures.keySet());
            throw BulkCacheException.writing(call.failed(), done, failures);
        }
    }
}
