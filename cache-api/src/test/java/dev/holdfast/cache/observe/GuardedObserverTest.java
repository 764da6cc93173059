package dev.holdfast.cache.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.InlineObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuardedObserverTest {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();

    private static CacheEvent event(int number) {
        return new CacheEvent.StateMoved("test", "local:", "a", "b", Integer.toString(number));
    }

    private void tell(CacheEvent event) {
        threads.add(Thread.currentThread());
        told.add(((CacheEvent.StateMoved) event).reason());
    }

    private List<String> nextTold(int count) throws InterruptedException {
        List<String> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(told.poll(10, TimeUnit.SECONDS));
        }
        return next;
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    @Test
    void on_ofAnInlineObserver_deliversOnTheCallersThread() {
        GuardedObserver guard = GuardedObserver.around(new InlineObserver(this::tell));

        guard.on(event(1));

        assertThat(told).containsExactly("1");
        assertThat(threads).containsExactly(Thread.currentThread());
        assertThat(guard.inline()).isTrue();
    }

    @Test
    void on_withoutAThreadToBeHad_harmsNoCall_andIsDeliveredWithTheNext() throws Exception {
        AtomicInteger started = new AtomicInteger();
        ThreadFactory scarce = work -> {
            if (started.getAndIncrement() == 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(work);
        };
        try (GuardedObserver guard = GuardedObserver.around(this::tell, scarce)) {
            guard.on(event(0));
            guard.on(event(1));

            assertThat(nextTold(2)).isEqualTo(numbers(0, 2));
            assertThat(guard.failures()).isEqualTo(1);
        }
    }

    @Test
    void thread_inheritsNothingOfTheCaller() throws Exception {
        InheritableThreadLocal<String> context = new InheritableThreadLocal<>();
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        context.set("of the caller");
        try (GuardedObserver guard = GuardedObserver.around(event -> seen.add(String.valueOf(context.get())))) {
            guard.on(event(0));

            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("null");
        }
    }

    @Test
    void on_ofAnyOther_deliversInOrderOnOneDaemon() throws Exception {
        try (GuardedObserver guard = GuardedObserver.around(this::tell)) {
            for (int i = 0; i < 2_000; i++) {
                guard.on(event(i));
            }

            assertThat(nextTold(2_000)).isEqualTo(numbers(0, 2_000));
            assertThat(guard.dropped()).isZero();
        }
        Thread thread = threads.peek();
        assertThat(threads).containsOnly(thread);
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).isEqualTo("holdfast-observer");
    }

    @Test
    void on_ofAHangingObserver_dropsAndCountsWhatDoesNotFit() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        int kept = 1 + GuardedObserver.QUEUE_LENGTH;
        try (GuardedObserver guard = GuardedObserver.around(event -> {
            hanging.countDown();
            awaited(released);
            tell(event);
        })) {
            guard.on(event(0));
            awaited(hanging);
            for (int i = 1; i < kept + 10; i++) {
                guard.on(event(i));
            }

            assertThat(guard.dropped()).isEqualTo(10);
            released.countDown();
            assertThat(nextTold(kept)).isEqualTo(numbers(0, kept));
        } finally {
            released.countDown();
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void thread_whenIdle_endsAndComesBack() throws Exception {
        try (GuardedObserver guard = GuardedObserver.around(this::tell)) {
            guard.on(event(1));
            Thread first = threads.poll(10, TimeUnit.SECONDS);
            first.join(10_000);
            assertThat(first.isAlive()).isFalse();

            guard.on(event(2));

            assertThat(nextTold(2)).containsExactly("1", "2");
            assertThat(threads.poll(10, TimeUnit.SECONDS)).isNotSameAs(first);
        }
    }

    @Test
    void close_deliversWhatWaitsAndDropsWhatFollows() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        GuardedObserver guard = GuardedObserver.around(event -> {
            awaited(released);
            tell(event);
        });
        guard.on(event(1));
        guard.on(event(2));

        guard.close();
        guard.close();
        guard.on(event(3));
        released.countDown();

        assertThat(nextTold(2)).containsExactly("1", "2");
        Thread thread = threads.peek();
        thread.join(10_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(told).isEmpty();
        assertThat(guard.dropped()).isEqualTo(1);
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("thrown on purpose"),
                new AssertionError("thrown on purpose"),
                new StackOverflowError("thrown on purpose"),
                new Exception("thrown on purpose, as other languages may"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void on_ofAnInlineObserverThatFails_countsAndHarmsNoCaller(Throwable failure) {
        GuardedObserver guard = GuardedObserver.around(new InlineObserver(event -> {
            tell(event);
            throwUnchecked(failure);
        }));

        guard.on(event(1));
        guard.on(event(2));

        assertThat(told).containsExactly("1", "2");
        assertThat(guard.failures()).isEqualTo(2);
        assertThat(guard.dropped()).isZero();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void on_ofAnObserverThatFails_goesOnOnTheSameThread(Throwable failure) throws Exception {
        try (GuardedObserver guard = GuardedObserver.around(event -> {
            tell(event);
            throwUnchecked(failure);
        })) {
            for (int i = 0; i < 100; i++) {
                guard.on(event(i));
            }
            assertThat(nextTold(100)).isEqualTo(numbers(0, 100));
            assertThat(threads).containsOnly(threads.peek());
        }
        Thread thread = threads.peek();
        thread.join(10_000);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void throwUnchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void around_aGuard_isAViewThatClosesAlone() throws Exception {
        try (GuardedObserver guard = GuardedObserver.around(this::tell)) {
            GuardedObserver view = GuardedObserver.around(guard);
            view.on(event(1));
            view.close();

            guard.on(event(2));

            assertThat(nextTold(2)).containsExactly("1", "2");
            assertThat(guard.dropped()).isZero();
        }
    }

    @Test
    void around_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> GuardedObserver.around((CacheObserver) null));
    }
}
