package dev.holdfast.it.load;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * As many threads at once as there can be: virtual ones where the JDK has them, else as many of the system's as are
 * reasonable.
 *
 * @param threads how many
 * @param isVirtual whether they are virtual
 * @param executor which starts one for each task
 */
record Crowd(int threads, boolean isVirtual, ExecutorService executor) implements AutoCloseable {
    private static final int VIRTUAL = 20_000;
    private static final int PLATFORM = 2_000;

    /** The greatest that this JDK can. By reflection: the tests are compiled for 17. */
    static Crowd gathered() {
        try {
            Object executor =
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
            return new Crowd(VIRTUAL, true, (ExecutorService) executor);
        } catch (NoSuchMethodException e) {
            System.out.println("#### NO VIRTUAL THREADS: Java "
                    + Runtime.version().feature() + " has none. What follows is" + " played by " + PLATFORM
                    + " threads of the system; run it on 21 or later for " + VIRTUAL + ". ####");
            return new Crowd(PLATFORM, false, Executors.newCachedThreadPool());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
