package dev.holdfast.cache.benchmarks.race;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where results go. With {@link #OPTIONS} the JIT compiler takes them to be used, at no cost, and so optimises no call
 * away, nor the array that it copies; as JMH's compiler blackholes do.
 */
public final class Hole {
    /** What a JVM that races is to be started with. */
    public static final List<String> OPTIONS = List.of(
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=blackhole," + Hole.class.getName() + "::swallow");

    private Hole() {}

    static void swallow(@Nullable Object result) {}
}
