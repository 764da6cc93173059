package dev.holdfast.cache.benchmarks.race;

import dev.holdfast.cache.benchmarks.Courses;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** A contender with its callers, in a class loader of its own. */
public final class OwnSeat implements Seat {
    private static final int STRIDE = 61; // callers start apart

    private final Course course;
    private final Stand stand;
    private final List<Latencies> latencies = new ArrayList<>();
    private int[] steps = new int[0];
    private @Nullable ExecutorService callers;
    private @Nullable Work work;
    private @Nullable Lap lap;

    /**
     * Opens it.
     *
     * @param course its group's name
     * @param contender its name
     * @param urls of the group's servers
     * @param prefix of its keys
     * @throws Exception if it can't be opened
     */
    public OwnSeat(String course, String contender, List<String> urls, String prefix) throws Exception {
        this.course = Courses.named(course);
        stand = this.course.open(contender, new Where(urls, prefix));
    }

    @Override
    public void take(String operation, int threads, boolean virtual) throws Exception {
        leave();
        steps = new int[threads];
        latencies.clear();
        for (int i = 0; i < threads; i++) {
            steps[i] = i * STRIDE;
            latencies.add(new Latencies());
        }
        callers = Executors.newFixedThreadPool(threads, virtual ? virtualThreads() : this::thread);
        work = work(operation);
        lap = Loop.fresh(course.sampling());
    }

    /** Some clients connect only now, and find their plug-ins by the context's class loader. */
    private Work work(String operation) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(getClass().getClassLoader());
        try {
            return stand.work(operation);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "caller");
        thread.setDaemon(true);
        thread.setContextClassLoader(getClass().getClassLoader());
        return thread;
    }

    /** By reflection: the language level is older than they are. */
    private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        return (ThreadFactory)
                Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
    }

    @Override
    public long[] play(long nanos) throws Exception {
        ExecutorService running = callers;
        if (running == null) {
            throw new IllegalStateException("nothing to play");
        }
        Whistle whistle = new Whistle();
        List<Future<Integer>> laps = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            laps.add(running.submit(lap(i, whistle)));
        }
        long start = System.nanoTime();
        whistle.blow(nanos);
        long calls = 0;
        for (int i = 0; i < steps.length; i++) {
            int done = result(laps.get(i));
            steps[i] += done;
            calls += done;
        }
        long took = System.nanoTime() - start;
        Latencies all = new Latencies();
        latencies.forEach(all::addAll);
        return new long[] {calls, took, all.percentile(50), all.percentile(99)};
    }

    private Callable<Integer> lap(int caller, Whistle whistle) {
        Work calls = Objects.requireNonNull(work);
        Lap measured = Objects.requireNonNull(lap);
        Latencies own = latencies.get(caller);
        own.clear();
        return () -> {
            whistle.awaitStart();
            return measured.run(calls, steps[caller], whistle, own);
        };
    }

    private static int result(Future<Integer> lap) throws Exception {
        try {
            return lap.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a call failed: " + e.getCause(), e.getCause());
        }
    }

    private void leave() {
        if (callers != null) {
            callers.shutdown();
        }
    }

    @Override
    public void close() throws Exception {
        leave();
        stand.close();
    }
}
