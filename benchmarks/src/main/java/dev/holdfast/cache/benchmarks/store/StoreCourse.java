package dev.holdfast.cache.benchmarks.store;

import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Ground;
import dev.holdfast.cache.benchmarks.race.Scale;
import dev.holdfast.cache.benchmarks.race.Stand;
import dev.holdfast.cache.benchmarks.race.Where;
import java.util.List;
import java.util.stream.Stream;

/**
 * A group of stores.
 *
 * @param name what the command line calls it
 * @param title what the report calls it
 * @param contenders the first is the baseline
 * @param ground the servers
 * @param entries how many keys are walked through, a power of two
 * @param sampling how often the length of a call is taken
 * @param brief contests of the quick run
 * @param more contests of the full run beside those
 */
public record StoreCourse(
        String name,
        String title,
        List<? extends StoreContender> contenders,
        Ground ground,
        int entries,
        int sampling,
        List<Contest> brief,
        List<Contest> more)
        implements Course {
    @Override
    public List<Contest> contests(Scale scale) {
        return scale == Scale.FULL
                ? Stream.concat(brief.stream(), more.stream()).toList()
                : brief;
    }

    @Override
    public Stand open(String contender, Where where) throws Exception {
        for (StoreContender one : contenders) {
            if (one.name().equals(contender)) {
                return new StoreStand(one.open(where), where.prefix(), one.entries(entries));
            }
        }
        throw new IllegalArgumentException("there is no contender " + contender);
    }
}
