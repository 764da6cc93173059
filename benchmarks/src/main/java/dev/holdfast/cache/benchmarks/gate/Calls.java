package dev.holdfast.cache.benchmarks.gate;

import dev.holdfast.cache.benchmarks.Courses;
import dev.holdfast.cache.benchmarks.race.Contender;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Ground;
import dev.holdfast.cache.benchmarks.race.Stand;
import dev.holdfast.cache.benchmarks.race.Where;
import java.util.ArrayList;
import java.util.List;

/** Which calls are gated: ours, of the groups that race. */
final class Calls {
    private static final List<String> SINGLE = List.of("get", "getMiss", "set", "incr", "getsAndCas");
    private static final List<String> MANY = List.of("get", "getMiss", "set", "incr", "getsAndCas", "getAll100");

    private Calls() {}

    static List<Cost> counted() throws Exception {
        List<Cost> costs = new ArrayList<>();
        costs.addAll(counted("local", SINGLE));
        costs.addAll(counted("local-tight", SINGLE));
        costs.addAll(counted("redis", MANY));
        costs.addAll(counted("memcached", MANY));
        costs.addAll(counted("decorators", List.of("get")));
        costs.addAll(counted("near", List.of("get")));
        costs.addAll(counted("aside", List.of("get")));
        return costs;
    }

    private static List<Cost> counted(String group, List<String> operations) throws Exception {
        Course course = Courses.named(group);
        Ground.Servers servers = course.ground().start();
        List<Tap> taps = new ArrayList<>();
        try {
            for (int port : servers.ports()) {
                taps.add(new Tap(port));
            }
            Where where = new Where(taps.stream().map(Tap::address).toList(), "gate:");
            List<Cost> costs = new ArrayList<>();
            for (Contender contender : course.contenders()) {
                if (contender.isOurs()) {
                    Stand stand = course.open(contender.name(), where);
                    for (String operation : operations) {
                        costs.add(new Counter(taps)
                                .count(group + " " + contender.name() + " " + operation, stand.work(operation)));
                    }
                    stand.close();
                }
            }
            return costs;
        } finally {
            for (Tap tap : taps) {
                tap.close();
            }
            servers.close();
        }
    }
}
