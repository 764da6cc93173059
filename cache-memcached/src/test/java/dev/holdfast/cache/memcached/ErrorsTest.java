package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheAuthenticationException;
import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorsTest {
    private static final FailedCall CALL = FailedCall.unsent(Operation.SET, "k", "memcached://here:1");

    static Stream<Arguments> failures() {
        return Stream.of(
                row(Failure.of(Failure.Kind.REFUSED, "x"), false, CacheUnavailableException.class, Outcome.NOT_APPLIED),
                row(
                        Failure.of(Failure.Kind.OVERLOADED, "x"),
                        false,
                        CacheOverloadedException.class,
                        Outcome.NOT_APPLIED),
                row(Failure.of(Failure.Kind.LOST, "x"), true, CacheUnavailableException.class, Outcome.UNKNOWN),
                row(Failure.of(Failure.Kind.LOST, "x"), false, CacheUnavailableException.class, Outcome.NOT_APPLIED),
                row(
                        Failure.of(Failure.Kind.UNAUTHENTICATED, "x"),
                        false,
                        CacheAuthenticationException.class,
                        Outcome.NOT_APPLIED),
                row(
                        Failure.of(Failure.Kind.MISCONFIGURED, "x"),
                        false,
                        CacheConfigurationException.class,
                        Outcome.NOT_APPLIED),
                said("SERVER_ERROR object too large for cache", CacheRejectedException.class, Outcome.NOT_APPLIED),
                said("status 3 Too large.", CacheRejectedException.class, Outcome.NOT_APPLIED),
                said("SERVER_ERROR out of memory storing object", CacheRejectedException.class, Outcome.NOT_APPLIED),
                said(
                        "CLIENT_ERROR cannot increment or decrement non-numeric value",
                        NotACounterException.class,
                        Outcome.NOT_APPLIED),
                said("status 6 Non-numeric", NotACounterException.class, Outcome.NOT_APPLIED),
                said("CLIENT_ERROR unauthenticated", CacheAuthenticationException.class, Outcome.NOT_APPLIED),
                said("SERVER_ERROR Connection refused", CacheUnavailableException.class, Outcome.NOT_APPLIED),
                said("SERVER_ERROR Connection reset by peer", CacheUnavailableException.class, Outcome.UNKNOWN),
                said("ERROR", CacheUnavailableException.class, Outcome.UNKNOWN));
    }

    private static Arguments row(Failure failure, boolean mayHaveApplied, Class<?> type, Outcome outcome) {
        return Arguments.of(failure, mayHaveApplied, type, outcome);
    }

    private static Arguments said(String line, Class<?> type, Outcome outcome) {
        return row(Failure.said(line), true, type, outcome);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failure_becomesWhatCallersSee(Failure failure, boolean mayHaveApplied, Class<?> type, Outcome outcome) {
        CacheException seen = Errors.of(CALL, failure, mayHaveApplied);

        assertThat(seen).isInstanceOf(type);
        assertThat(seen.outcome()).isEqualTo(outcome);
    }
}
