package dev.holdfast.cache.benchmarks.race;

import dev.holdfast.cache.benchmarks.Courses;
import dev.holdfast.cache.benchmarks.JavaProcess;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * One group, played in this JVM: all contenders are open at once and take short turns, in another order each round, so
 * that whatever befalls the machine befalls all of them alike.
 */
public final class Race {
    private final Course course;
    private final Scale scale;
    private final int fork;
    private final Random random;
    private final Meter meter = new Meter();
    private final PrintStream rows;
    private final Map<String, Seat> seats = new LinkedHashMap<>();

    private Race(Course course, Scale scale, int fork, PrintStream rows) {
        this.course = course;
        this.scale = scale;
        this.fork = fork;
        this.rows = rows;
        this.random = new Random(fork);
    }

    /**
     * Plays it.
     *
     * @param arguments the group, the scale, the number of the fork, the file for the rows, and titles of the contests
     */
    public static void main(String[] arguments) {
        JavaProcess.end(() -> play(List.of(arguments)));
    }

    private static void play(List<String> arguments) throws Exception {
        Course course = Courses.named(arguments.get(0));
        Set<String> chosen = Set.copyOf(arguments.subList(4, arguments.size()));
        Ground.Servers servers = course.ground().start();
        try (PrintStream rows =
                new PrintStream(Files.newOutputStream(Path.of(arguments.get(3))), true, StandardCharsets.UTF_8)) {
            Race race = new Race(course, Scale.valueOf(arguments.get(1)), Integer.parseInt(arguments.get(2)), rows);
            race.open(servers.addresses());
            boolean isFirst = true;
            for (Contest contest : course.contests(race.scale)) {
                if (chosen.contains(contest.title())) {
                    race.play(contest, race.scale.warmUps(isFirst));
                    isFirst = false;
                }
            }
            race.close();
        } finally {
            servers.close();
        }
    }

    private void open(List<String> addresses) throws Exception {
        int number = 0;
        for (Contender contender : course.contenders()) {
            seats.put(contender.name(), seat(contender, addresses, number++));
        }
        seats.put(Slice.TWIN, seat(course.contenders().get(0), addresses, number));
    }

    private Seat seat(Contender contender, List<String> addresses, int number) throws Exception {
        return new OwnClasses(contender.name())
                .seat(course.name(), contender.name(), addresses, (char) ('a' + number) + ":");
    }

    private Seat seatOf(String contender) {
        return Objects.requireNonNull(seats.get(contender), contender);
    }

    private void play(Contest contest, int warmUps) throws Exception {
        List<String> able = new ArrayList<>();
        for (Contender contender : course.contenders()) {
            if (contender.can(contest.operation())) {
                able.add(contender.name());
            }
        }
        able.add(Slice.TWIN);
        for (String name : able) {
            seatOf(name).take(contest.operation(), contest.threads(), contest.virtual());
        }
        for (int round = -warmUps; round < course.rounds(scale); round++) {
            Collections.shuffle(able, random);
            for (String name : able) {
                Slice slice = play(contest, round, name);
                if (round >= 0) {
                    rows.println(slice.toRow());
                }
            }
        }
    }

    private Slice play(Contest contest, int round, String name) throws Exception {
        Seat seat = seatOf(name);
        long processorNanos = meter.processorNanos();
        long bytes = meter.allocatedBytes();
        long[] played = seat.play(scale.sliceNanos());
        return new Slice(
                contest,
                fork,
                round,
                name,
                played[0],
                played[1],
                meter.processorNanos() - processorNanos,
                meter.allocatedBytes() - bytes,
                played[2],
                played[3]);
    }

    private void close() {
        for (Map.Entry<String, Seat> seat : seats.entrySet()) {
            try {
                seat.getValue().close();
            } catch (Exception e) {
                System.err.println(seat.getKey() + " failed to close: " + e);
            }
        }
    }
}
