package dev.holdfast.examples;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.BreakerOptions;
import dev.holdfast.cache.fallback.CircuitBreakerCache;
import dev.holdfast.cache.fallback.DegradedPolicy;
import dev.holdfast.cache.fallback.DegradedReconciliation;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FaultyCache;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Plays the acts on a cache, shows a table of what was measured, and cleans up behind itself. What {@code ./demo}
 * starts; {@code ./demo --help} tells its arguments.
 */
public final class Demo {
    static final int KEPT = 0;
    static final int BROKEN = 1;
    static final int NOT_STARTED = 2;

    /** On a busy machine no call shall fail for being slow. */
    private static final String PATIENT = "?timeout=5s";

    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private final Function<String, DistributedCache> opener;
    private final List<Act> acts;

    Demo(
            PrintStream out,
            PrintStream err,
            Terminal terminal,
            Function<String, DistributedCache> opener,
            List<Act> acts) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.opener = opener;
        this.acts = acts;
    }

    /**
     * Runs the demo and exits: 0 if every promise held, 1 if one was broken, 2 if it could not start.
     *
     * @param arguments as {@code --help} tells
     */
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.detect(System.getProperties(), System.getenv());
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, terminal.charset());
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, terminal.charset());
        System.exit(new Demo(out, err, terminal, Caches::open, Repertoire.acts()).run(List.of(arguments)));
    }

    int run(List<String> arguments) {
        DemoOptions options;
        try {
            options = DemoOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            return notStarted(e.getMessage() + "; ./demo --help tells what there is");
        }
        if (options.oldUrl() != null) {
            return migrate(options, options.oldUrl());
        }
        if (options.start() == null) {
            return options.outage() ? embeddedOutage().playOn(options) : playOn(options);
        }
        try (OwnServer server = OwnServer.start(options.start())) {
            return options.outage()
                    ? playing(new Mishap("the server is stopped (SIGSTOP)", server::stop, server::goOn))
                            .playOn(options.on("breaker:[" + server.url() + "]?warm=true&reconciliation=replay"))
                    : playOn(options.on(server.url()));
        } catch (IOException e) {
            return notStarted(String.valueOf(e.getMessage()));
        }
    }

    private int migrate(DemoOptions options, String oldUrl) {
        if (options.start() == null) {
            return migrateFrom(oldUrl, null, options);
        }
        try (OwnServer fresh = OwnServer.start(options.start());
                OwnServer old = OwnServer.start(options.start().other())) {
            return migrateFrom(old.url() + PATIENT, old, options.on(fresh.url() + PATIENT));
        } catch (IOException e) {
            return notStarted(String.valueOf(e.getMessage()));
        }
    }

    /** A server of our own is killed at the end, any other only cut off. */
    private int migrateFrom(String oldUrl, @Nullable OwnServer own, DemoOptions options) {
        try (FaultyCache old = new FaultyCache(opener.apply(oldUrl))) {
            Mishap end = own == null
                    ? new Mishap("the old server is cut off", () -> old.inject(CallFault.failBefore()), old::heal)
                    : new Mishap("the old server is killed", own::close, old::heal);
            return new Demo(out, err, terminal, opener, List.of(new MigrationAct(old, end))).playOn(options);
        } catch (CacheException e) {
            return notStarted(String.valueOf(e.getMessage()));
        }
    }

    private Demo playing(Mishap mishap) {
        return new Demo(out, err, terminal, opener, List.of(new OutageAct(mishap)));
    }

    /** A server in this process, which hangs when it is told to. */
    private Demo embeddedOutage() {
        FaultyCache server = new FaultyCache(opener.apply("local:server"));
        Demo demo = playing(new Mishap("the server hangs", () -> server.inject(CallFault.hang()), server::heal));
        Duration soon = Duration.ofMillis(250);
        return new Demo(
                out,
                err,
                terminal,
                url -> CircuitBreakerCache.builder(server)
                        .breaker(BreakerOptions.builder().trialWait(soon, soon).build())
                        .degraded(DegradedPolicy.builder()
                                .warm(Duration.ofSeconds(30))
                                .reconciliation(DegradedReconciliation.REPLAY)
                                .build())
                        .build(),
                demo.acts);
    }

    private int playOn(DemoOptions options) {
        DistributedCache opened;
        try {
            opened = opener.apply(options.url());
        } catch (CacheException e) {
            return notStarted(String.valueOf(e.getMessage()));
        }
        try (Footprints footprints = new Footprints(opened)) {
            return play(options, footprints);
        }
    }

    private int notStarted(String why) {
        err.println(why);
        err.flush();
        return NOT_STARTED;
    }

    private int play(DemoOptions options, Footprints footprints) {
        Thread sweepWhenStopped = new Thread(footprints::sweep, "sweep");
        Runtime.getRuntime().addShutdownHook(sweepWhenStopped);
        Screen screen = new Screen(out, options.colour() ? terminal : terminal.withoutColour());
        String run = "holdfast-demo-"
                + Integer.toHexString(ThreadLocalRandom.current().nextInt());
        Stage stage = new Stage(options, footprints.namespaced(run), screen);
        screen.line(screen.paint(Ink.BOLD, "Holdfast") + " on " + footprints + " · seed " + options.seed());
        long start = System.nanoTime();
        try {
            playAll(stage);
        } finally {
            Runtime.getRuntime().removeShutdownHook(sweepWhenStopped);
        }
        screen.line("");
        screen.table(stage.table());
        sweep(screen, footprints, run);
        return verdict(screen, stage.promises(), Duration.ofNanos(System.nanoTime() - start));
    }

    private void playAll(Stage stage) {
        int number = 0;
        for (Act act : acts) {
            stage.enter(act);
            stage.screen().heading(++number, acts.size(), act.title());
            stage.screen().story(act.story());
            try {
                act.play(stage);
            } catch (CacheException e) {
                stage.promise("the act plays to its end, but: " + e.getMessage(), false);
            }
        }
    }

    private static void sweep(Screen screen, Footprints footprints, String run) {
        try {
            screen.line("  Nothing is left behind: the " + Figures.count(footprints.sweep()) + " keys " + run
                    + ":… are deleted.");
        } catch (CacheException e) {
            screen.line("  The keys of this run, " + run + ":…, expire within minutes; deleting them failed: "
                    + e.getMessage());
        }
    }

    private static int verdict(Screen screen, List<Promise> promises, Duration took) {
        List<Promise> broken =
                promises.stream().filter(promise -> !promise.kept()).toList();
        if (broken.isEmpty()) {
            screen.verdict("All " + promises.size() + " promises held, in " + Figures.time(took) + ".", true);
            return KEPT;
        }
        for (Promise promise : broken) {
            screen.verdict(promise.act() + ": " + promise.text(), false);
        }
        return BROKEN;
    }
}
