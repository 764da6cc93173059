package dev.holdfast.it.fallback;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.MigrationPhase;
import dev.holdfast.cache.tck.fake.EntryRules;
import dev.holdfast.cache.tck.fake.Scene;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * Two processes do something to one key at the same time.
 *
 * @param start where the key is before
 * @param firstPhase the first process's phase
 * @param first what it does
 * @param secondPhase the second process's phase
 * @param second what it does
 */
record PhasedMeeting(Start start, MigrationPhase firstPhase, Deed first, MigrationPhase secondPhase, Deed second) {
    /** More than an expiring key has left, and less than a lease lasts. */
    static final Duration PASSING = Duration.ofSeconds(6);

    /** Sets it up: when both are through, both phases are asked what they hold, and all answers must fit together. */
    void setUp(Scene scene, UnaryOperator<DistributedCache> backend, EntryRules rules) {
        PhasedWorld world = new PhasedWorld(scene, backend);
        start.setUp(world);
        PhasedProcess one = world.process("A", firstPhase);
        PhasedProcess other = world.process("B", secondPhase);
        scene.actor("A", () -> one.acts(cache -> first.on(cache, "100")));
        scene.actor("B", () -> other.acts(cache -> second.on(cache, "200")));
        if (start.expires()) {
            scene.actor("time", () -> world.advance(PASSING));
        }
        scene.afterwards(() -> {
            one.acts(cache -> cache.get(Deed.KEY));
            other.acts(cache -> cache.get(Deed.KEY));
            one.acts(cache -> cache.gets(Deed.KEY));
            other.acts(cache -> cache.ttl(Deed.KEY));
            scene.history().check(rules);
        });
    }

    @Override
    public String toString() {
        return start + ": " + firstPhase + " " + first + " × " + secondPhase + " " + second;
    }
}
