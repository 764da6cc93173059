package dev.holdfast.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The translator, as a table. */
class FailuresTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OOM command not allowed            | CacheRejectedException       | OUT_OF_MEMORY",
                "ERR Error running script (call to f_1): @user_script:1: -OOM command | CacheRejectedException | OUT_OF_MEMORY",
                "ERR Error running script (call to f_1): @user_script:1: @user_script: 1: -READONLY You | CacheRejectedException | READ_ONLY",
                "@user_script: 12: -OOM command not allowed | CacheRejectedException | OUT_OF_MEMORY",
                "@user_script: 12: Unknown Redis command called from script | CacheRejectedException | NOT_UNDERSTOOD",
                "READONLY You can't write           | CacheRejectedException       | READ_ONLY",
                "WRONGTYPE Operation against a key  | CacheRejectedException       | WRONG_TYPE",
                "ERR unknown command `x`, with args beginning with: `s3cret` | CacheRejectedException | NOT_UNDERSTOOD",
                "CROSSSLOT Keys in request          | CacheRejectedException       | NOT_UNDERSTOOD",
                "NOAUTH Authentication required.    | CacheAuthenticationException |",
                "WRONGPASS invalid                  | CacheAuthenticationException |",
                "NOPERM this user has no            | CacheAuthenticationException |",
                "LOADING Redis is loading           | CacheUnavailableException    |",
                "CLUSTERDOWN Hash slot not served   | CacheUnavailableException    |",
                "MASTERDOWN Link with MASTER        | CacheUnavailableException    |",
                "BUSY Redis is busy                 | CacheUnavailableException    |",
                "MISCONF Redis is configured        | CacheUnavailableException    |",
                "NOREPLICAS Not enough good         | CacheUnavailableException    |",
                "TRYAGAIN Multiple keys             | CacheUnavailableException    |"
            })
    void refusal_byCode_isTypedAndNotApplied(String text, String type, String reason) {
        Call call = Call.start(Operation.SET, "k", "redis://host", Duration.ofSeconds(1));

        CacheException failure = Failures.refusal(call, ErrorReply.of(text));

        assertThat(failure.getClass().getSimpleName()).isEqualTo(type);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure.toString()).doesNotContain("s3cret");
        assertThat(
                        failure instanceof CacheRejectedException rejected
                                ? rejected.reason().name()
                                : null)
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "upstream failure              | INCR | UNKNOWN",
                "upstream failure              | GET  | NOT_APPLIED",
                "no upstream host              | INCR | UNKNOWN",
                "ERR server connection close   | INCR | UNKNOWN",
                "LOADING Redis is loading      | INCR | NOT_APPLIED"
            })
    void refusal_thatMayBeAProxysOwn_isTransientAndUnknownUnlessItIsRediss(
            String text, Operation operation, Outcome outcome) {
        Call call = Call.start(operation, "k", "redis://proxy", true, Duration.ofSeconds(1));

        CacheException failure = Failures.refusal(call, ErrorReply.of(text));

        assertThat(failure).isInstanceOf(CacheUnavailableException.class);
        assertThat(failure.outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusal_ofAnUnknownCommand_isNotAppliedBehindAProxyToo(boolean proxied) {
        Call call = Call.start(Operation.SET, "k", "redis://proxy", proxied, Duration.ofSeconds(1));

        CacheException failure = Failures.refusal(call, ErrorReply.of("ERR unknown command 'x'"));

        assertThat(failure).isInstanceOf(CacheRejectedException.class).matches(e -> e.outcome() == Outcome.NOT_APPLIED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ERR Connection refused       | SET | NOT_APPLIED",
                "ERR Connection timed out     | SET | UNKNOWN",
                "ERR Connection reset by peer | SET | UNKNOWN",
                "ERR Broken pipe              | SET | UNKNOWN",
                "ERR unknown                  | SET | UNKNOWN",
                "ERR Connection timed out     | GET | NOT_APPLIED"
            })
    void refusal_byAProxyWithoutItsServer_isTransientAndSaysWhatIsKnown(
            String text, Operation operation, Outcome outcome) {
        Call call = Call.start(operation, "k", "redis://proxy", Duration.ofSeconds(1));

        CacheException failure = Failures.refusal(call, ErrorReply.of(text));

        assertThat(failure).isInstanceOf(CacheUnavailableException.class);
        assertThat(failure.outcome()).isEqualTo(outcome);
    }
}
