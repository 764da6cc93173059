package dev.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheExceptionTest {
    private static final FailedCall CALL =
            new FailedCall(Operation.INCR, "n\n1", "redis://host:1/0", Duration.ofMillis(251));
    private final Exception cause = new IllegalStateException("broken pipe");
    private final CacheException timeout = new CacheTimeoutException(CALL, Outcome.UNKNOWN, "no answer", cause);
    private final CacheException overload = new CacheOverloadedException(CALL, "1000 calls wait");
    private final CacheException rejection =
            new CacheRejectedException(CALL, CacheRejectedException.Reason.READ_ONLY, "a replica", cause);

    Stream<CacheException> exceptionsOfACall() {
        return Stream.of(
                timeout,
                overload,
                rejection,
                new CacheUnavailableException(CALL, Outcome.UNKNOWN, "reset", cause),
                CacheUnavailableException.refused(CALL, "the breaker is open"),
                new CacheAuthenticationException(CALL, "wrong password", cause),
                new NotACounterException(CALL, cause),
                new UnsupportedCacheOperationException(CALL, Capability.TTL_READ),
                interrupted(),
                BulkCacheException.reading(CALL, Map.of("a", new byte[] {1}), Map.of("b", timeout)),
                BulkCacheException.writing(CALL, Set.of("a"), Map.of("b", overload)));
    }

    Stream<CacheException> allExceptions() {
        return Stream.concat(
                exceptionsOfACall(),
                Stream.of(
                        new CacheConfigurationException("redis://host", List.of("a is wrong", "b is wrong")),
                        new CacheConfigurationException(null, List.of("no scheme")),
                        CacheCodecException.encoding("too deep", cause).of("k"),
                        CacheCodecException.decoding("no text", null).of("k")));
    }

    private CacheException interrupted() {
        CacheException e = CacheInterruptedException.restoringTheFlag(CALL, Outcome.UNKNOWN, null);
        assertThat(Thread.interrupted()).as("the flag is restored").isTrue();
        return e;
    }

    @ParameterizedTest
    @MethodSource("exceptionsOfACall")
    void message_holdsAllThatIsKnownOfTheCall(CacheException e) {
        assertThat(e)
                .hasMessageEndingWith(
                        "[incr of 'n\\u000a1' at redis://host:1/0 after 251 ms, outcome %s]", e.outcome());
        assertThat(e.call()).isSameAs(CALL);
    }

    @ParameterizedTest
    @MethodSource("allExceptions")
    void serialization_keepsAllButTokens(CacheException e) throws Exception {
        CacheException copy = (CacheException) copied(e);

        assertThat(copy).isExactlyInstanceOf(e.getClass()).hasMessage(e.getMessage());
        assertThat(copy.getStackTrace()).isEqualTo(e.getStackTrace());
        assertThat(copy.call()).isEqualTo(e.call());
        assertThat(copy.outcome()).isEqualTo(e.outcome());
        assertThat(copy.isTransient()).isEqualTo(e.isTransient());
        assertThat(copy).usingRecursiveComparison().isEqualTo(e);
    }

    @Test
    void serialization_ofVersionedFinds_keepsTheirValues() throws Exception {
        BulkCacheException e = BulkCacheException.readingVersioned(
                CALL, Map.of("a", new Versioned(new byte[] {1}, new CasToken() {})), Map.of("b", timeout));

        BulkCacheException copy = (BulkCacheException) copied(e);

        assertThat(copy).hasMessage(e.getMessage());
        assertThat(copy.getStackTrace()).isEqualTo(e.getStackTrace());
        assertThat(copy.found()).containsExactly(Map.entry("a", new byte[] {1}));
        assertThat(copy.foundVersioned()).isEmpty();
        assertThat(copy.failures()).containsOnlyKeys("b");
    }

    private static Object copied(Object original) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    @Test
    void refusalsOfHotPaths_haveNoStackTrace() {
        assertThat(overload.getStackTrace()).isEmpty();
        assertThat(CacheUnavailableException.refused(CALL, "open").getStackTrace())
                .isEmpty();
        assertThat(timeout.getStackTrace()).isNotEmpty();
        assertThat(new CacheUnavailableException(CALL, Outcome.UNKNOWN, "reset", null).getStackTrace())
                .isNotEmpty();
    }

    @Test
    void outcome_ofRefusals_isNotApplied() {
        assertThat(allExceptions().filter(e -> e.outcome() == Outcome.UNKNOWN))
                .allMatch(e -> !(e instanceof CachePermanentException) && !(e instanceof CacheOverloadedException));
        assertThat(CacheUnavailableException.refused(CALL, "open").outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void isTransient_isOfTransientExceptionsAlone() {
        assertThat(allExceptions().filter(e -> !(e instanceof BulkCacheException)))
                .allMatch(e -> e.isTransient() == (e instanceof CacheTransientException));
    }

    @Test
    void fields_sayWhy() {
        assertThat(((CacheRejectedException) rejection).reason()).isEqualTo(CacheRejectedException.Reason.READ_ONLY);
        assertThat(new UnsupportedCacheOperationException(CALL, Capability.TOUCH).capability())
                .isEqualTo(Capability.TOUCH);
        assertThat(new CacheConfigurationException("local:", List.of("a", "b")))
                .hasMessage("2 problems: a; b [open at local:, outcome NOT_APPLIED]");
    }

    @Test
    void failedCall_leavesOutWhatIsNotKnown() {
        assertThat(FailedCall.unsent(Operation.PING, null, null)).hasToString("ping");
        assertThat(FailedCall.unsent(Operation.GET_ALL, null, "local:")).hasToString("getAll at local:");
        assertThatNullPointerException().isThrownBy(() -> FailedCall.unsent(null, "k", "local:"));
        assertThatNullPointerException().isThrownBy(() -> new FailedCall(Operation.GET, "k", "local:", null));
    }

    @Test
    void codecException_neverQuotesItsCause() {
        Exception cause = new IllegalArgumentException("hidden", new IOException("hidden"));
        cause.addSuppressed(new IOException("hidden"));

        for (CacheCodecException e : List.of(
                CacheCodecException.encoding("detail", cause).of("k"),
                CacheCodecException.decoding("detail", cause),
                CacheCodecException.decoding("outer", CacheCodecException.decoding("inner", cause)))) {
            for (Throwable one = e; one != null; one = one.getCause()) {
                assertThat(one.toString()).doesNotContain("hidden");
                assertThat(one.getSuppressed()).isEmpty();
            }
        }
        CacheCodecException e = CacheCodecException.decoding("detail", cause);
        assertThat(e.getCause()).hasMessage(IllegalArgumentException.class.getName());
        assertThat(e.getCause().getStackTrace()).isEqualTo(cause.getStackTrace());
    }

    @Test
    void bulkException_isUnknownIfAnyFailureIs() {
        assertThat(bulk(overload, rejection).outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(bulk(overload, timeout).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(bulk(timeout, overload).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void bulkException_isTransientIfEveryFailureIs() {
        assertThat(bulk(overload, timeout).isTransient()).isTrue();
        assertThat(bulk(overload, rejection).isTransient()).isFalse();
        assertThat(bulk(rejection, overload).isTransient()).isFalse();
        assertThat(bulk(overload, interrupted()).isTransient()).isFalse();
    }

    @Test
    void bulkException_tellsTheFirstFailureAndKeepsAll() {
        BulkCacheException e = bulk(overload, timeout);

        assertThat(e)
                .hasMessageStartingWith("2 of the keys failed, the first: 1000 calls wait")
                .hasCause(overload);
        assertThat(e.failures()).containsExactly(Map.entry("k0", overload), Map.entry("k1", timeout));
    }

    private BulkCacheException bulk(CacheException... failures) {
        Map<String, CacheException> byKey = new LinkedHashMap<>();
        for (CacheException failure : failures) {
            byKey.put("k" + byKey.size(), failure);
        }
        BulkCacheException e = BulkCacheException.writing(CALL, Set.of(), byKey);
        byKey.clear();
        return e;
    }
}
