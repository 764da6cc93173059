package dev.holdfast.cache.benchmarks.race;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.Objects;

/** The loop that is measured. Every contest gets a class of its own of it: its call sites know one kind of work. */
final class Loop implements Lap {
    private final int mask;

    Loop(int sampling) {
        mask = sampling - 1;
    }

    /** A copy of this class that nobody has run yet. */
    static Lap fresh(int sampling) {
        try (InputStream bytes = Loop.class.getResourceAsStream("Loop.class")) {
            return (Lap) MethodHandles.lookup()
                    .defineHiddenClass(
                            Objects.requireNonNull(bytes).readAllBytes(),
                            true,
                            MethodHandles.Lookup.ClassOption.NESTMATE)
                    .lookupClass()
                    .getDeclaredConstructor(int.class)
                    .newInstance(sampling);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int run(Work work, int step, Whistle whistle, Latencies latencies) throws Exception {
        int done = 0;
        while (!whistle.isOver()) {
            if ((done & mask) == 0) {
                long start = System.nanoTime();
                Hole.swallow(work.call(step + done));
                latencies.add(System.nanoTime() - start);
            } else {
                Hole.swallow(work.call(step + done));
            }
            done++;
        }
        return done;
    }
}
