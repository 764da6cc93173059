package dev.holdfast.cache.benchmarks.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What the gate says.
 *
 * @param dearer calls that cost more than they did, or of which nothing is kept: each a sentence
 * @param cheaper calls that cost less: worth keeping
 */
record Verdict(List<String> dearer, List<String> cheaper) {
    /** Beyond it a figure has changed: how often an idle thread must be woken differs from run to run, and costs bytes. */
    private static final double SHARE = 0.05;

    private static final double BYTES = 8;
    private static final double FLUSHES = 20;

    static Verdict of(List<Cost> kept, List<Cost> measured) {
        return of(kept, measured, true);
    }

    /** Of what is sent and received alone, where the figures kept are those of another Java, which allocates otherwise. */
    static Verdict of(List<Cost> kept, List<Cost> measured, boolean isSameJava) {
        Map<String, Cost> before = kept.stream().collect(Collectors.toMap(Cost::name, Function.identity()));
        Verdict verdict = new Verdict(new ArrayList<>(), new ArrayList<>());
        for (Cost now : measured) {
            Cost then = before.remove(now.name());
            if (then == null) {
                verdict.dearer.add(now.name() + ": no figures are kept of it");
            } else {
                if (isSameJava) {
                    verdict.compare(then, now, "bytes allocated a call", BYTES, Cost::bytes);
                }
                verdict.compare(then, now, "flushes in 1,000 calls", FLUSHES, Cost::flushes);
                verdict.compare(then, now, "bytes sent a call", 1, Cost::sent);
                verdict.compare(then, now, "bytes received a call", 1, Cost::received);
            }
        }
        before.keySet().forEach(name -> verdict.dearer.add(name + ": figures are kept of it, and it was not measured"));
        return verdict;
    }

    private void compare(Cost then, Cost now, String unit, double slack, ToDoubleFunction<Cost> figure) {
        double before = figure.applyAsDouble(then);
        double after = figure.applyAsDouble(now);
        double tolerance = slack + SHARE * before;
        if (Math.abs(after - before) > tolerance) {
            (after > before ? dearer : cheaper)
                    .add(String.format(Locale.ROOT, "%s: %,.0f %s, was %,.0f", now.name(), after, unit, before));
        }
    }
}
