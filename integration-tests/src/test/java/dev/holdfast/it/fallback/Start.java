package dev.holdfast.it.fallback;

import static dev.holdfast.cache.fallback.MigrationPhase.DRAIN;
import static dev.holdfast.cache.fallback.MigrationPhase.FALLBACK;
import static dev.holdfast.it.fallback.MovingCaches.bytes;

import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.fallback.MigrationPhase;
import java.util.List;
import java.util.function.Consumer;

/** Where the key is before two processes meet, and how it came there. */
@SuppressWarnings("ImmutableEnumChecker") // its function keeps nothing
enum Start {
    /** Nowhere. */
    NONE(MigrationPhase.values(), world -> {}),
    /** Where it was before anyone moved. */
    OLD(new MigrationPhase[] {MigrationPhase.OLD_ONLY, MigrationPhase.MIRROR, FALLBACK, DRAIN}, Start::givenInOld),
    /** In old, and read in FALLBACK. */
    READ(new MigrationPhase[] {MigrationPhase.MIRROR, FALLBACK, DRAIN}, world -> {
        givenInOld(world);
        PhasedProcess reader = world.process("reader", FALLBACK);
        reader.acts(cache -> cache.get(Deed.KEY));
    }),
    /** In old, and read in DRAIN, which moves it. */
    MOVED(new MigrationPhase[] {FALLBACK, DRAIN, MigrationPhase.NEW_ONLY}, world -> {
        givenInOld(world);
        PhasedProcess reader = world.process("reader", DRAIN);
        reader.acts(cache -> cache.gets(Deed.KEY));
    }),
    /** In old, and written in DRAIN. */
    WRITTEN(new MigrationPhase[] {FALLBACK, DRAIN, MigrationPhase.NEW_ONLY}, world -> {
        givenInOld(world);
        PhasedProcess writer = world.process("writer", DRAIN);
        writer.acts(cache -> cache.set(Deed.KEY, bytes("30"), Deed.HOUR));
    }),
    /** Moved, then deleted. */
    DELETED(new MigrationPhase[] {FALLBACK, DRAIN, MigrationPhase.NEW_ONLY}, world -> {
        givenInOld(world);
        PhasedProcess writer = world.process("writer", DRAIN);
        writer.acts(cache -> cache.delete(Deed.KEY));
    }),
    /** In old, about to expire. */
    EXPIRING(
            new MigrationPhase[] {MigrationPhase.OLD_ONLY, MigrationPhase.MIRROR, FALLBACK, DRAIN},
            world -> givenInOld(world, Limits.FIVE_SECONDS)),
    /** In old and, as a copy, in new, about to expire. */
    EXPIRING_READ(new MigrationPhase[] {MigrationPhase.MIRROR, FALLBACK, DRAIN}, world -> {
        givenInOld(world, Limits.FIVE_SECONDS);
        world.process("reader", FALLBACK).acts(cache -> cache.get(Deed.KEY));
    }),
    /** Moved, about to expire. */
    EXPIRING_MOVED(new MigrationPhase[] {FALLBACK, DRAIN, MigrationPhase.NEW_ONLY}, world -> {
        givenInOld(world, Limits.FIVE_SECONDS);
        world.process("reader", DRAIN).acts(cache -> cache.gets(Deed.KEY));
    });

    /** Constants of an enum can't be used by its own constructors. */
    private static final class Limits {
        private static final Ttl HALF_AN_HOUR = Ttl.ofMinutes(30);
        private static final Ttl FIVE_SECONDS = Ttl.ofSeconds(5);
    }

    private final MigrationPhase[] phases;
    private final Consumer<PhasedWorld> setUp;

    Start(MigrationPhase[] phases, Consumer<PhasedWorld> setUp) {
        this.phases = phases;
        this.setUp = setUp;
    }

    private static void givenInOld(PhasedWorld world) {
        givenInOld(world, Limits.HALF_AN_HOUR);
    }

    private static void givenInOld(PhasedWorld world, Ttl ttl) {
        world.old().set(Deed.KEY, bytes("40"), ttl);
        world.history().given(Deed.KEY, bytes("40"), ttl);
    }

    /** Whether the key expires while the processes meet. */
    boolean expires() {
        return this == EXPIRING || this == EXPIRING_READ || this == EXPIRING_MOVED;
    }

    /** Whether a process in that phase may find it so. */
    boolean suits(MigrationPhase phase) {
        return List.of(phases).contains(phase);
    }

    void setUp(PhasedWorld world) {
        setUp.accept(world);
    }
}
