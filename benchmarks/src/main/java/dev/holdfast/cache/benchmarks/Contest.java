package dev.holdfast.cache.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One operation at one number of threads: the contenders take turns, round after round, each turn in a fresh JVM. */
record Contest(Group group, String operation, int threads) {
    private static final int WARMUPS = 5;
    private static final int ITERATIONS = 3;
    private static final TimeValue ITERATION = TimeValue.milliseconds(300);

    /** Plays until that many rounds are believed, and at most twice as many. */
    Standings play(int rounds, Consumer<Round> progress) throws RunnerException {
        List<Round> played = new ArrayList<>();
        int believed = 0;
        while (believed < rounds && played.size() < 2 * rounds) {
            Round round = playRound();
            played.add(round);
            believed += round.isBelieved() ? 1 : 0;
            progress.accept(round);
        }
        return new Standings(this, played, rounds);
    }

    private Round playRound() throws RunnerException {
        Map<Contender, Turn> turns = new LinkedHashMap<>();
        for (Contender contender : group.contenders()) {
            turns.put(contender, playTurn(contender));
        }
        return new Round(group, turns);
    }

    private Turn playTurn(Contender contender) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(group.benchmark().getName() + "." + operation) + "$")
                .param(Group.CONTENDER, contender.name())
                .mode(group.mode())
                .threads(threads)
                .forks(1)
                .warmupIterations(WARMUPS)
                .warmupTime(ITERATION)
                .measurementIterations(ITERATIONS)
                .measurementTime(ITERATION)
                .jvmArgs("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch")
                .addProfiler(GCProfiler.class)
                .addProfiler(ProcessorTime.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        group.parameters().forEach((name, value) -> options.param(name, value));
        RunResult result = new Runner(options.build()).runSingle();
        return new Turn(
                result.getPrimaryResult().getScore(),
                secondary(result, ProcessorTime.LABEL),
                secondary(result, "gc.alloc.rate.norm"),
                percentile(result, 50),
                percentile(result, 99));
    }

    private static double secondary(RunResult result, String label) {
        return Objects.requireNonNull(result.getSecondaryResults().get(label), label)
                .getScore();
    }

    private static double percentile(RunResult result, int percent) {
        return result.getPrimaryResult().getStatistics().getPercentile(percent);
    }

    @Override
    public String toString() {
        return operation + ", " + threads + (threads == 1 ? " thread" : " threads");
    }
}
