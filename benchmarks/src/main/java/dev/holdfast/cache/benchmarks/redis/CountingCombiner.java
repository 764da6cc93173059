package dev.holdfast.cache.benchmarks.redis;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Counts what waits together by one call of a script, which counts what is there and creates nothing. */
final class CountingCombiner extends Combiner {
    private static final byte[] EVALSHA = CombinerStore.ascii("EVALSHA");
    private static final String SCRIPT = """
            if redis.call('EXISTS', unpack(KEYS)) < #KEYS then return redis.error_reply('one is absent') end
            local counts = {}
            for i, key in ipairs(KEYS) do counts[i] = redis.call('INCRBY', key, ARGV[i]) end
            return counts""";

    private final byte[] script;

    CountingCombiner(int port) throws IOException {
        super(port);
        try (Combiner loading = new Combiner(port)) {
            script = (byte[]) Objects.requireNonNull(loading.ask(
                    CombinerStore.ascii("SCRIPT"), CombinerStore.ascii("LOAD"), CombinerStore.ascii(SCRIPT)));
        }
    }

    @Override
    void write(List<Ask> counts) throws IOException {
        int size = counts.size();
        byte[][] words = new byte[3 + 2 * size][];
        words[0] = EVALSHA;
        words[1] = script;
        words[2] = CombinerStore.ascii(Integer.toString(size));
        for (int i = 0; i < size; i++) {
            words[3 + i] = counts.get(i).words[1];
            words[3 + size + i] = counts.get(i).words[2];
        }
        write(words);
    }

    @Override
    void read(List<Ask> counts, Ask own) throws IOException {
        @Nullable Object[] replies = (@Nullable Object[]) Objects.requireNonNull(read());
        for (int i = 0; i < replies.length; i++) {
            answer(counts.get(i), replies[i], own);
        }
    }
}
