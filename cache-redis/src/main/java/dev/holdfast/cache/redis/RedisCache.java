package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.TimedReads;
import dev.holdfast.cache.TimedValue;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.spi.ValueLimit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The verbs as Redis commands: values raw, times in milliseconds, and a script where one command does not do. */
final class RedisCache implements DistributedCache, TimedReads {
    private static final Set<Capability> CAPABILITIES =
            Set.of(Capability.CAS_BY_VALUE, Capability.TTL_READ, Capability.TOUCH, Capability.GET_AND_TOUCH);

    /** Redis adds the time of day and refuses what overflows then. */
    private static final long MAX_TTL_MILLIS = Long.MAX_VALUE / 4;

    private static final byte[] SET = Frame.ascii("SET");
    private static final byte[] PX = Frame.ascii("PX");
    private static final byte[] NX = Frame.ascii("NX");
    private static final byte[] XX = Frame.ascii("XX");
    private static final byte[] DEL = Frame.ascii("DEL");
    private static final Request PING = Request.command(Frame.of(Frame.ascii("PING")));

    private final Servers servers;
    private final LettuceGateway gateway;
    private final Calls calls;
    private final BulkCalls bulk;
    private final TimedCalls timed;
    private final RedisOptions options;
    private final String endpoint;
    private final ValueLimit limit;
    private final Tracking tracking;
    private volatile boolean closed;

    RedisCache(
            Servers servers,
            LettuceGateway gateway,
            RedisOptions options,
            Calls calls,
            ValueLimit limit,
            Tracking tracking) {
        this.servers = servers;
        this.gateway = gateway;
        this.options = options;
        this.calls = calls;
        this.endpoint = limit.endpoint();
        this.limit = limit;
        this.bulk = new BulkCalls(calls, servers);
        this.timed = new TimedCalls(calls, bulk);
        this.tracking = tracking;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the cache " + endpoint + " is closed");
        }
    }

    private byte[] bytesOf(String key) {
        byte[] bytes = Frame.utf8(KeyRules.check(key));
        requireOpen();
        return bytes;
    }

    /** A time to live as scripts take it: nothing for no expiry. */
    private static byte[] millis(Ttl ttl) {
        return ttl.isForever() ? Frame.NOTHING : Frame.decimal(Math.min(MAX_TTL_MILLIS, ttl.toMillisRoundedUp()));
    }

    static Request set(byte[] key, byte[] value, Ttl ttl) {
        return Request.command(
                ttl.isForever() ? Frame.of(SET, key, value) : Frame.of(SET, key, value, PX, millis(ttl)));
    }

    private static Request set(byte[] key, byte[] value, Ttl ttl, byte[] condition) {
        return Request.command(
                ttl.isForever()
                        ? Frame.of(SET, key, value, condition)
                        : Frame.of(SET, key, value, PX, millis(ttl), condition));
    }

    private @Nullable Object ask(Call call, byte[] key, Request request) {
        return answered(call, calls.ask(call, key, request));
    }

    private static @Nullable Object answered(Call call, @Nullable Object reply) {
        if (reply instanceof ErrorReply error) {
            throw Failures.refusal(call, error);
        }
        return reply;
    }

    private @Nullable Object run(Call call, Script script, byte[] key, byte[]... arguments) {
        Object reply = calls.ask(call, key, script.byDigest(key, arguments));
        if (reply instanceof ErrorReply error) {
            if (!error.is("NOSCRIPT")) {
                throw Failures.refusal(call, error);
            }
            return ask(call, key, script.byText(key, arguments)); // a new, emptied or promoted server
        }
        return reply;
    }

    private static byte @Nullable [] bytes(Call call, @Nullable Object reply) {
        if (reply == null || reply instanceof byte[]) {
            return (byte[]) reply;
        }
        throw Failures.strange(call);
    }

    private static long number(Call call, @Nullable Object reply) {
        if (reply instanceof Long number) {
            return number;
        }
        throw Failures.strange(call);
    }

    @Override
    public byte @Nullable [] get(String key) {
        byte[] bytes = bytesOf(key);
        Call call = calls.start(Operation.GET, key);
        return bytes(call, answered(call, calls.askReader(call, bytes, Request.get(bytes))));
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        Set<String> distinct = KeyRules.checkAll(keys);
        requireOpen();
        return bulk.getAll(calls.start(Operation.GET_ALL, null), distinct);
    }

    @Override
    public @Nullable TimedValue getTimed(String key) {
        byte[] bytes = bytesOf(key);
        return timed.get(calls.start(Operation.GET, key), bytes);
    }

    @Override
    public Map<String, TimedValue> getAllTimed(Collection<String> keys) {
        Set<String> distinct = KeyRules.checkAll(keys);
        requireOpen();
        return timed.getAll(calls.start(Operation.GET_ALL, null), distinct);
    }

    @Override
    public @Nullable Versioned gets(String key) {
        byte[] bytes = bytesOf(key);
        Call call = calls.start(Operation.GETS, key);
        byte[] value = bytes(call, ask(call, bytes, Request.get(bytes))); // the master's: cas is carried out there
        return value == null ? null : versioned(key, value);
    }

    private Versioned versioned(String key, byte[] value) {
        return new Versioned(value, new ValueToken(this, key, value.clone()));
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        Set<String> distinct = KeyRules.checkAll(keys);
        requireOpen();
        return bulk.getsAll(calls.start(Operation.GETS_ALL, null), distinct, this::versioned);
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        byte[] bytes = bytesOf(key);
        limit.check(Operation.SET, key, value);
        Call call = calls.start(Operation.SET, key);
        ask(call, bytes, set(bytes, value, ttl));
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        Objects.requireNonNull(ttl, "ttl");
        requireOpen();
        Map<String, Request> requests = new LinkedHashMap<>();
        Map<String, CacheException> failures = new LinkedHashMap<>();
        entries.forEach((key, value) -> {
            byte[] bytes = Frame.utf8(KeyRules.check(key));
            try {
                requests.put(key, set(bytes, limit.check(Operation.SET, key, value), ttl));
            } catch (CacheRejectedException e) {
                failures.put(key, e);
            }
        });
        bulk.write(calls.start(Operation.SET_ALL, null), requests, failures);
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        return setIf(Operation.ADD, key, value, ttl, NX);
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        return setIf(Operation.REPLACE, key, value, ttl, XX);
    }

    private boolean setIf(Operation operation, String key, byte[] value, Ttl ttl, byte[] condition) {
        byte[] bytes = bytesOf(key);
        limit.check(operation, key, value);
        Call call = calls.start(operation, key);
        return ask(call, bytes, set(bytes, value, ttl, condition)) != null;
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        byte[] bytes = bytesOf(key);
        byte[] read = ValueToken.valueFor(token, this, key);
        limit.check(Operation.CAS, key, value);
        Call call = calls.start(Operation.CAS, key);
        return outcome(call, run(call, Script.CAS, bytes, read, value, millis(ttl)));
    }

    private static CasOutcome outcome(Call call, @Nullable Object reply) {
        long number = number(call, reply);
        return number > 0 ? CasOutcome.STORED : number == 0 ? CasOutcome.CHANGED : CasOutcome.MISSING;
    }

    @Override
    public boolean delete(String key) {
        byte[] bytes = bytesOf(key);
        Call call = calls.start(Operation.DELETE, key);
        return number(call, ask(call, bytes, Request.command(Frame.of(DEL, bytes)))) > 0;
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        byte[] bytes = bytesOf(key);
        byte[] read = ValueToken.valueFor(token, this, key);
        Call call = calls.start(Operation.DELETE, key);
        return outcome(call, run(call, Script.DELETE, bytes, read));
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        Set<String> distinct = KeyRules.checkAll(keys);
        requireOpen();
        Map<String, Request> requests = new LinkedHashMap<>();
        for (String key : distinct) {
            requests.put(key, Request.command(Frame.of(DEL, Frame.utf8(key))));
        }
        bulk.write(calls.start(Operation.DELETE_ALL, null), requests, Map.of());
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        return count(Operation.INCR, key, delta);
    }

    @Override
    public OptionalLong decr(String key, long delta) {
        return count(Operation.DECR, key, delta);
    }

    private OptionalLong count(Operation operation, String key, long delta) {
        byte[] bytes = bytesOf(key);
        requireNotNegative("delta", delta);
        Call call = calls.start(operation, key);
        return counted(call, run(call, Script.COUNT, bytes, signed(operation, delta)));
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        return count(Operation.INCR, key, delta, initial, ttl);
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        return count(Operation.DECR, key, delta, initial, ttl);
    }

    private long count(Operation operation, String key, long delta, long initial, Ttl ttl) {
        byte[] bytes = bytesOf(key);
        requireNotNegative("delta", delta);
        requireNotNegative("initial", initial);
        byte[] millis = millis(ttl);
        Call call = calls.start(operation, key);
        Object reply = run(call, Script.COUNT, bytes, signed(operation, delta), Frame.decimal(initial), millis);
        return counted(call, reply).orElseThrow(() -> Failures.strange(call));
    }

    private static byte[] signed(Operation operation, long delta) {
        return Frame.decimal(operation == Operation.INCR ? delta : -delta);
    }

    private static void requireNotNegative(String name, long number) {
        if (number < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + number);
        }
    }

    private static OptionalLong counted(Call call, @Nullable Object reply) {
        if (reply instanceof Long number) {
            if (number >= 0) {
                return OptionalLong.of(number);
            }
            if (number == -1) {
                throw new NotACounterException(call.failed(), null);
            }
            throw new CacheRejectedException(
                    call.failed(),
                    CacheRejectedException.Reason.COUNTER_LIMIT,
                    "the sum would be over 2^63-1; the counter is unchanged",
                    null);
        }
        byte[] digits = bytes(call, reply);
        return digits == null
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(new String(digits, StandardCharsets.ISO_8859_1)));
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        byte[] bytes = bytesOf(key);
        byte[] millis = millis(ttl);
        Call call = calls.start(Operation.TOUCH, key);
        return number(call, run(call, Script.TOUCH, bytes, millis)) > 0;
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        byte[] bytes = bytesOf(key);
        byte[] millis = millis(ttl);
        Call call = calls.start(Operation.GET_AND_TOUCH, key);
        return bytes(call, run(call, Script.GET_AND_TOUCH, bytes, millis));
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        byte[] bytes = bytesOf(key);
        Call call = calls.start(Operation.TTL, key);
        long left = number(call, ask(call, bytes, TimedCalls.pttl(bytes)));
        return TimedCalls.left(left);
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        T found = DistributedCache.super.unwrap(type);
        if (found == null && !options.proxied() && type.isInstance(tracking)) {
            return type.cast(tracking);
        }
        return found != null ? found : gateway.unwrap(type);
    }

    @Override
    public void ping() {
        requireOpen();
        Call call = calls.start(Operation.PING, null);
        List<Calls.Sent> asked = new ArrayList<>();
        for (Node node : servers.all()) {
            asked.add(calls.send(call, node, PING.again()));
        }
        for (Calls.Sent one : asked) {
            if (calls.answer(one) instanceof ErrorReply error) {
                throw Failures.refusal(call, error);
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        tracking.close();
        servers.close();
        gateway.close(options.timeout());
    }

    @Override
    public String toString() {
        return endpoint;
    }
}
