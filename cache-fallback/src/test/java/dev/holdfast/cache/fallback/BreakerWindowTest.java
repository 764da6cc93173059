package dev.holdfast.cache.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Counting answers by stripes and recording them later opens the breaker when recording each at once would have. */
class BreakerWindowTest {
    private static final BreakerOptions OPTIONS =
            BreakerOptions.builder().window(20, 10).failurePercent(40).build();
    private final Exception failure = new Exception("on purpose");

    @RepeatedTest(50)
    void recordingInBatches_opensAtTheSameFailure(RepetitionInfo seed) {
        BreakerWindow batched = new BreakerWindow(OPTIONS, () -> 0);
        CircuitBreaker eager = CircuitBreaker.of(
                "eager",
                CircuitBreakerConfig.custom()
                        .slidingWindow(20, 10, SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(40)
                        .build());
        Random dice = new Random(seed.getCurrentRepetition());
        double risk = 0.1 + 0.4 * dice.nextDouble();
        boolean open = false;
        for (int i = 0; i < 100_000 && !open; i++) {
            boolean fails = dice.nextDouble() < risk;
            if (fails) {
                batched.failed(0, failure);
                eager.onError(0, TimeUnit.NANOSECONDS, failure);
                open = batched.isOpen();
                assertThat(open).as("after call %s", i).isEqualTo(eager.getState() == State.OPEN);
            } else {
                batched.answered();
                eager.onSuccess(0, TimeUnit.NANOSECONDS);
            }
        }
        assertThat(open).as("it opened in the end, with a risk of %s", risk).isTrue();
    }
}
