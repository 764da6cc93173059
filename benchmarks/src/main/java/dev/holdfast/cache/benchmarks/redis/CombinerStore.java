package dev.holdfast.cache.benchmarks.redis;

import dev.holdfast.cache.benchmarks.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The physical limit of one connection: a socket, no event loop, no deadline, no healing, no checks. */
final class CombinerStore implements Store {
    private static final byte[] SET = ascii("SET");
    private static final byte[] GET = ascii("GET");
    private static final byte[] MGET = ascii("MGET");
    private static final byte[] INCRBY = ascii("INCRBY");
    private static final byte[] ONE = ascii("1");
    private static final byte[] PX = ascii("PX");
    private static final byte[] MILLIS = ascii(Long.toString(TTL.toMillis()));

    private final Combiner combiner;
    private final Combiner counting;

    private CombinerStore(Combiner combiner, Combiner counting) {
        this.combiner = combiner;
        this.counting = counting;
    }

    /** Counts as it does all else. */
    static CombinerStore plain(int port) throws IOException {
        Combiner combiner = new Combiner(port);
        return new CombinerStore(combiner, combiner);
    }

    /** Counts by a script. */
    static CombinerStore scripted(int port) throws IOException {
        return new CombinerStore(new Combiner(port), new CountingCombiner(port));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] utf8(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte @Nullable [] get(String key) throws IOException {
        return (byte[]) combiner.ask(GET, utf8(key));
    }

    @Override
    public void set(String key, byte[] value) throws IOException {
        combiner.ask(SET, utf8(key), value, PX, MILLIS);
    }

    @Override
    public long incr(String key) throws IOException {
        return (Long) Objects.requireNonNull(counting.ask(INCRBY, utf8(key), ONE));
    }

    @Override
    public int getAll(List<String> keys) throws IOException {
        byte[][] words = new byte[keys.size() + 1][];
        words[0] = MGET;
        for (int i = 0; i < keys.size(); i++) {
            words[i + 1] = utf8(keys.get(i));
        }
        int found = 0;
        for (@Nullable Object value : (@Nullable Object[]) Objects.requireNonNull(combiner.ask(words))) {
            found += value == null ? 0 : 1;
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        combiner.close();
        counting.close();
    }
}
