package dev.holdfast.cache.recipes.aside;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BulkheadTest {
    @Test
    void enter_full_queuesThenRefuses() {
        List<String> turns = new ArrayList<>();
        Bulkhead<String> bulkhead = new Bulkhead<>(1, 1, turns::add);

        assertThat(bulkhead.enter("busy", false)).isEqualTo(Bulkhead.Entrance.ENTERED);
        assertThat(bulkhead.enter("busy", false)).isEqualTo(Bulkhead.Entrance.REFUSED);
        assertThat(bulkhead.enter("a", true)).isEqualTo(Bulkhead.Entrance.QUEUED);
        assertThat(bulkhead.enter("b", true)).isEqualTo(Bulkhead.Entrance.REFUSED);
        assertThat(bulkhead.waiting()).isEqualTo(1);

        bulkhead.leave();

        assertThat(turns).containsExactly("a");
        assertThat(bulkhead.enter("busy", false)).isEqualTo(Bulkhead.Entrance.REFUSED);
        bulkhead.leave();
        assertThat(bulkhead.enter("busy", false)).isEqualTo(Bulkhead.Entrance.ENTERED);
    }

    @Test
    void withdraw_whoWaits_leavesItsSeat() {
        List<String> turns = new ArrayList<>();
        Bulkhead<String> bulkhead = new Bulkhead<>(1, 1, turns::add);
        bulkhead.enter("runs", true);
        bulkhead.enter("waits", true);

        assertThat(bulkhead.withdraw("waits")).isTrue();
        assertThat(bulkhead.withdraw("waits")).isFalse();
        assertThat(bulkhead.enter("next", true)).isEqualTo(Bulkhead.Entrance.QUEUED);

        bulkhead.leave();
        assertThat(turns).containsExactly("next");
    }

    @Test
    void enter_manyThreads_neverMoreThanThePlacesAndEveryOneHasItsTurn() throws Exception {
        int tasks = 20_000;
        Bulkhead<Runnable> bulkhead = new Bulkhead<>(3, tasks, Runnable::run);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(tasks);
        Runnable visit = new Runnable() {
            @Override
            public void run() {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                done.countDown();
                bulkhead.leave();
            }
        };

        for (int i = 0; i < tasks; i++) {
            threads.execute(() -> {
                if (bulkhead.enter(() -> threads.execute(visit), true) == Bulkhead.Entrance.ENTERED) {
                    visit.run();
                }
            });
        }

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(1, 3);
        threads.shutdownNow();
    }
}
