package dev.holdfast.cache.tck.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FakeSchedulerTest {
    private final FakeTicker ticker = FakeTicker.nearOverflow();
    private final FakeScheduler scheduler = new FakeScheduler(ticker);
    private final long start = ticker.getAsLong();
    private final List<String> ran = new ArrayList<>();

    private Runnable noting(String name) {
        return () -> ran.add(
                name + " at " + Duration.ofNanos(ticker.getAsLong() - start).toMillis());
    }

    private void plan(long millis, Runnable task) {
        ScheduledFuture<?> planned = scheduler.schedule(task, millis, TimeUnit.MILLISECONDS);
        assertThat(planned.isDone()).isFalse();
    }

    @Test
    void advance_runsEachTaskAtItsTime() {
        plan(900, noting("late"));
        plan(300, noting("early"));
        plan(1_100, noting("too late"));
        scheduler.execute(noting("now"));

        scheduler.advance(Duration.ofSeconds(1));

        assertThat(ran).containsExactly("now at 0", "early at 300", "late at 900");
        assertThat(scheduler.planned()).isEqualTo(1);
        assertThat(scheduler.untilNext()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void advance_withinATask_runsWhatIsDueMeanwhile() {
        plan(100, () -> {
            noting("begun").run();
            scheduler.advance(Duration.ofMillis(500));
            noting("done").run();
        });
        plan(400, noting("meanwhile"));

        scheduler.advance(Duration.ofMillis(200));

        assertThat(ran).containsExactly("begun at 100", "meanwhile at 400", "done at 600");
    }

    @Test
    void repeatedTask_runsUntilItIsCancelled() {
        ScheduledFuture<?> task = scheduler.scheduleWithFixedDelay(noting("tick"), 0, 1, TimeUnit.SECONDS);

        scheduler.advance(Duration.ofMillis(2_500));
        task.cancel(false);
        scheduler.advance(Duration.ofMinutes(1));

        assertThat(ran).containsExactly("tick at 0", "tick at 1000", "tick at 2000");
    }

    @Test
    void shutdown_forgetsAndRefuses() {
        scheduler.execute(noting("never"));

        scheduler.shutdown();
        scheduler.runDue();

        assertThat(ran).isEmpty();
        assertThatThrownBy(() -> scheduler.execute(noting("never"))).isInstanceOf(RejectedExecutionException.class);
    }
}
