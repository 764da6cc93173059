package dev.holdfast.cache.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Many callers at once. */
final class Callers {
    private Callers() {}

    /** What one of them does. */
    interface Work {
        void run(int caller) throws Exception;
    }

    /** Runs all, starting together; the first failure of any is thrown. */
    static void run(int callers, Work work) {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            CountDownLatch start = new CountDownLatch(callers);
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int caller = i;
                ends.add(threads.submit(() -> {
                    start.countDown();
                    start.await();
                    work.run(caller);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get(60, TimeUnit.SECONDS);
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("callers do not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
