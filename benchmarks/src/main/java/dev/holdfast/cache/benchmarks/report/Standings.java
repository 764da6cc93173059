package dev.holdfast.cache.benchmarks.report;

import dev.holdfast.cache.benchmarks.race.Contender;
import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Slice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** How a contest ended: every round compared with its own baseline. */
public final class Standings {
    private static final double SLACK = 0.1;

    private final Contest contest;
    private final List<Contender> contenders;
    private final List<Map<String, Slice>> played;
    private final List<Map<String, Slice>> counted;

    private Standings(Contest contest, List<Contender> contenders, List<Map<String, Slice>> played) {
        this.contest = contest;
        this.contenders = contenders;
        this.played = played;
        this.counted = played.stream().filter(this::isCounted).toList();
    }

    /**
     * From slices.
     *
     * @param contest which
     * @param all who may have played, the baseline first
     * @param slices of this contest and others
     * @return how it ended
     */
    public static Standings of(Contest contest, List<? extends Contender> all, List<Slice> slices) {
        Map<List<Integer>, Map<String, Slice>> rounds = new LinkedHashMap<>();
        for (Slice slice : slices) {
            if (slice.contest().equals(contest)) {
                rounds.computeIfAbsent(List.of(slice.fork(), slice.round()), key -> new LinkedHashMap<>())
                        .put(slice.contender(), slice);
            }
        }
        List<Map<String, Slice>> whole = new ArrayList<>(rounds.values());
        List<Contender> playing = new ArrayList<>();
        for (Contender contender : all) {
            if (whole.stream().allMatch(round -> round.containsKey(contender.name()))) {
                playing.add(contender);
            }
        }
        return new Standings(contest, playing, whole);
    }

    /** Whether the baseline's two instances were alike: 0.9 to 1.1 in time and in processor time. */
    private boolean isCounted(Map<String, Slice> round) {
        return Math.abs(speed(round, Slice.TWIN) - 1) <= SLACK && Math.abs(thrift(round, Slice.TWIN) - 1) <= SLACK;
    }

    private static Slice slice(Map<String, Slice> round, String contender) {
        return Objects.requireNonNull(round.get(contender), contender);
    }

    private Slice baseline(Map<String, Slice> round) {
        return slice(round, contenders.get(0).name());
    }

    /** How many calls a contender makes in the time in which the baseline makes one. */
    private double speed(Map<String, Slice> round, String contender) {
        return slice(round, contender).callsPerSecond() / baseline(round).callsPerSecond();
    }

    /** The same for the processor time of the client. */
    private double thrift(Map<String, Slice> round, String contender) {
        return baseline(round).processorNanosPerCall() / slice(round, contender).processorNanosPerCall();
    }

    /**
     * Which contest.
     *
     * @return as it was asked for
     */
    public Contest contest() {
        return contest;
    }

    /**
     * Whether half of the rounds at least are counted.
     *
     * @return whether to believe the lines
     */
    public boolean areBelieved() {
        return !played.isEmpty() && 2 * counted.size() >= played.size();
    }

    /**
     * How many rounds were played, and how many of them are counted.
     *
     * @return as a sentence
     */
    public String verdict() {
        String rounds = counted.size() + " of " + played.size() + " rounds counted: their A/A was within 0.9–1.1";
        return areBelieved() ? rounds + "." : "**Not to be believed:** only " + rounds + "; all are shown.";
    }

    /**
     * One line for each contender, and one for the baseline's second instance.
     *
     * @return in the order of tables
     */
    public List<Line> lines() {
        return Stream.concat(
                        contenders.stream()
                                .map(contender -> line(contender.name(), contender.title(), contender.isOurs())),
                        Stream.of(line(Slice.TWIN, "the first line again (A/A)", false)))
                .toList();
    }

    private Line line(String name, String title, boolean isOurs) {
        return new Line(
                name,
                title,
                isOurs,
                quartiles(round -> speed(round, name)),
                quartiles(round -> thrift(round, name)),
                median(name, Slice::callsPerSecond),
                median(name, Slice::processorNanosPerCall),
                median(name, Slice::halfWithinNanos),
                median(name, Slice::mostWithinNanos),
                median(name, Slice::bytesPerCall));
    }

    private Quartiles quartiles(ToDoubleFunction<Map<String, Slice>> figure) {
        return Quartiles.of((areBelieved() ? counted : played).stream().mapToDouble(figure));
    }

    private double median(String name, ToDoubleFunction<Slice> figure) {
        return quartiles(round -> figure.applyAsDouble(slice(round, name))).median();
    }
}
