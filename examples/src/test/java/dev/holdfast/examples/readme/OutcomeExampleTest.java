package dev.holdfast.examples.readme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeExampleTest {
    private static final Ttl DAY = Ttl.of(Duration.ofDays(1));

    private final List<String> notCounted = new ArrayList<>();
    private final List<String> uncertain = new ArrayList<>();

    // tag::outcome
    void countDownload(DistributedCache cache, String file) {
        try {
            cache.incr(file, 1, 1, DAY);
        } catch (CacheException e) { // its message names operation, key, endpoint, time and outcome
            if (e.outcome() == Outcome.NOT_APPLIED) {
                notCounted.add(file); // certainly not counted: it may be counted again later
            } else {
                uncertain.add(file); // the answer was lost: counted once, or not at all
            }
        }
    }
    // end::outcome

    @Test
    void incr_onWhatIsNoCounter_isCertainlyNotApplied() {
        try (DistributedCache cache = Caches.open("local:")) {
            cache.set("file", "no number".getBytes(UTF_8), DAY);

            countDownload(cache, "file");

            assertThat(notCounted).containsExactly("file");
            assertThat(uncertain).isEmpty();
        }
    }

    @Test
    void incr_answerLost_isUncertain() {
        try (DistributedCache cache = new LostAnswers(Caches.open("local:"))) {
            countDownload(cache, "file");

            assertThat(uncertain).containsExactly("file");
            assertThat(notCounted).isEmpty();
            assertThat(cache.get("file")).asString(UTF_8).isEqualTo("1");
        }
    }

    /** Counts, and then does not hear the answer. */
    private static final class LostAnswers extends ForwardingCache {
        LostAnswers(DistributedCache cache) {
            super(cache);
        }

        @Override
        public long incr(String key, long delta, long initial, Ttl ttl) {
            super.incr(key, delta, initial, ttl);
            FailedCall call = new FailedCall(Operation.INCR, key, toString(), Duration.ofMillis(250));
            throw new CacheTimeoutException(call, Outcome.UNKNOWN, "no answer within 250 ms", null);
        }
    }
}
