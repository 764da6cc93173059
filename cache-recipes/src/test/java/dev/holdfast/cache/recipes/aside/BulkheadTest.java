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
        Bulkhead bulkhead = new Bulkhead(1, 1);
        List<String> turns = new ArrayList<>();

        assertThat(bulkhead.enter(null)).isEqualTo(Bulkhead.Entrance.ENTERED);
        assertThat(bulkhead.enter(null)).isEqualTo(Bulkhead.Entrance.REFUSED);
        assertThat(bulkhead.enter(() -> turns.add("a"))).isEqualTo(Bulkhead.Entrance.QUEUED);
        assertThat(bulkhead.enter(() -> turns.add("b"))).isEqualTo(Bulkhead.Entrance.REFUSED);
        assertThat(bulkhead.waiting()).isEqualTo(1);

        bulkhead.leave();

        assertThat(turns).containsExactly("a");
        assertThat(bulkhead.enter(null)).isEqualTo(Bulkhead.Entrance.REFUSED);
        bulkhead.leave();
        assertThat(bulkhead.enter(null)).isEqualTo(Bulkhead.Entrance.ENTERED);
    }

    @Test
    void enter_manyThreads_neverMoreThanThePlacesAndEveryOneHasItsTurn() throws Exception {
        int tasks = 20_000;
        Bulkhead bulkhead = new Bulkhead(3, tasks);
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
                if (bulkhead.enter(() -> threads.execute(visit)) == Bulkhead.Entrance.ENTERED) {
                    visit.run();
                }
            });
        }

        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(1, 3);
        threads.shutdownNow();
    }
}
