package dev.holdfast.it.processes;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A process: all jobs at once on one cache, until its tally says stop. */
final class Worker {
    private Worker() {}

    /** The cache's URL, the tally's file, the process's name. */
    public static void main(String[] arguments) throws Exception {
        try (DistributedCache cache = Caches.open(arguments[0])) {
            work(cache, new Tally(Path.of(arguments[1])), arguments[2]);
        }
    }

    /** Each job in its thread, until told to stop. */
    static void work(DistributedCache cache, Tally tally, String process) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(Job.values().length);
        try {
            List<Future<?>> jobs = new ArrayList<>();
            for (Job job : Job.values()) {
                jobs.add(threads.submit(() -> job.work(cache, tally, process)));
            }
            for (Future<?> job : jobs) {
                job.get();
            }
        } finally {
            tally.stop();
            threads.shutdownNow();
        }
    }
}
