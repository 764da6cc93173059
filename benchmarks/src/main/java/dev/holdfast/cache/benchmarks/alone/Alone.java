package dev.holdfast.cache.benchmarks.alone;

import dev.holdfast.cache.benchmarks.Courses;
import dev.holdfast.cache.benchmarks.JavaProcess;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Ground;
import dev.holdfast.cache.benchmarks.race.Stand;
import dev.holdfast.cache.benchmarks.race.Where;
import dev.holdfast.cache.benchmarks.race.Work;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/** One contender's calls, with the JVM to itself. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = JavaProcess.LOCAL_SERVERS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class Alone {
    /** The group, as {@code ./bench list} names it. */
    @Param("redis")
    public String group = "redis";

    /** The contender, as the group's results name it. */
    @Param("OURS")
    public String contender = "OURS";

    /** What is called. */
    @Param("get")
    public String operation = "get";

    private Ground.Servers servers;
    private Stand stand;
    private Work work;

    /** Made by JMH, which calls {@link #start()} next. */
    @SuppressWarnings("NullAway.Init")
    public Alone() {}

    /**
     * Starts servers, opens the contender and gets it ready.
     *
     * @throws Exception if that fails
     */
    @Setup
    public void start() throws Exception {
        Course course = Courses.named(group);
        servers = course.ground().start();
        stand = course.open(contender, new Where(servers.addresses(), "a:"));
        work = stand.work(operation);
    }

    /**
     * Ends both.
     *
     * @throws Exception if that fails
     */
    @TearDown
    public void stop() throws Exception {
        stand.close();
        servers.close();
    }

    /** Where a caller is in its walk through the keys. */
    @State(Scope.Thread)
    public static class Walk {
        private int step;

        /** Made by JMH. */
        public Walk() {}

        /**
         * Starts each caller elsewhere.
         *
         * @param threads from JMH
         */
        @Setup
        public void start(ThreadParams threads) {
            step = threads.getThreadIndex() * 61;
        }
    }

    /**
     * One call.
     *
     * @param walk the caller's
     * @return what came of it
     * @throws Exception if the contender fails
     */
    @Benchmark
    public @Nullable Object call(Walk walk) throws Exception {
        return work.call(walk.step++);
    }
}
