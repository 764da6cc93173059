package dev.holdfast.examples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Sixteen threads that share numbered jobs, each taking the next one, until all are done or the time is up. */
final class Crowd {
    static final int THREADS = 16;
    private static final long REPAINT_MILLIS = 80;

    private final int jobs;
    private final long atMostNanos;
    private final IntConsumer job;
    private final long[] nanos;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch working = new CountDownLatch(THREADS);
    private final long start = System.nanoTime();
    private volatile boolean failed;

    private Crowd(int jobs, Duration atMost, IntConsumer job) {
        this.jobs = jobs;
        this.atMostNanos = atMost.toNanos();
        this.job = job;
        this.nanos = new long[jobs];
    }

    /**
     * Does the jobs 0, 1, 2, …; those done are always the first ones.
     *
     * @throws RuntimeException what a job threw; the others then stop too
     */
    static Turnout run(int jobs, Duration atMost, Progress progress, IntConsumer job) {
        Crowd crowd = new Crowd(jobs, atMost, job);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                workers.add(threads.submit(crowd::work));
            }
            return crowd.await(workers, progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            threads.shutdownNow();
        }
    }

    private void work() {
        boolean done = false;
        try {
            while (!failed && System.nanoTime() - start < atMostNanos) {
                int number = next.getAndIncrement();
                if (number >= jobs) {
                    break;
                }
                long before = System.nanoTime();
                job.accept(number);
                nanos[number] = System.nanoTime() - before;
            }
            done = true;
        } finally {
            if (!done) {
                failed = true;
            }
            working.countDown();
        }
    }

    private Turnout await(List<Future<?>> workers, Progress progress) throws InterruptedException {
        while (!working.await(REPAINT_MILLIS, TimeUnit.MILLISECONDS)) {
            progress.at(Math.min(next.get(), jobs));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        for (Future<?> worker : workers) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new AssertionError("a worker failed", e.getCause());
            }
        }
        return new Turnout(nanos, Math.min(next.get(), jobs), took);
    }
}
