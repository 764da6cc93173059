package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CrowdTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Progress progress = new Screen(new Output().stream(), Output.PLAIN).progress("work", 1);

    @Test
    void run_doesEveryJobOnce() {
        ConcurrentSkipListSet<Integer> done = new ConcurrentSkipListSet<>();

        Turnout turnout =
                Crowd.run(1000, LONG, progress, job -> assertThat(done.add(job)).isTrue());

        assertThat(turnout.done()).isEqualTo(1000);
        assertThat(done).hasSize(1000);
        assertThat(done.first()).isZero();
        assertThat(done.last()).isEqualTo(999);
    }

    @Test
    void run_worksWithAllThreadsAtOnce() {
        CountDownLatch together = new CountDownLatch(Crowd.THREADS);

        Turnout turnout = Crowd.run(Crowd.THREADS, LONG, progress, job -> {
            together.countDown();
            try {
                together.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(turnout.done()).isEqualTo(Crowd.THREADS);
    }

    @Test
    void run_timeIsUp_doesNoMore() {
        assertThat(Crowd.run(1000, Duration.ZERO, progress, job -> {}).done()).isZero();
    }

    @Test
    void run_jobFails_stopsAndThrowsIt() {
        assertThatThrownBy(() -> Crowd.run(1_000_000, LONG, progress, job -> {
                    if (job == 100) {
                        throw new IllegalStateException("job 100");
                    }
                }))
                .hasMessage("job 100");
    }

    @Test
    void quantile_isTheTimeThatPartDidNotExceed() {
        Turnout turnout = new Turnout(new long[] {30, 10, 20, 40, 0}, 4, Duration.ofNanos(100));

        assertThat(turnout.quantile(0.5)).isEqualTo(Duration.ofNanos(20));
        assertThat(turnout.quantile(0.99)).isEqualTo(Duration.ofNanos(40));
        assertThat(new Turnout(new long[0], 0, Duration.ZERO).quantile(0.5)).isZero();
    }
}
