package dev.holdfast.cache.tck;

import static dev.holdfast.cache.tck.ContractTopic.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Failures: in time, typed, honest about what was applied, and over when the server is back. */
@NullUnmarked // a null where there must be none fails the test
public interface ErrorContract extends ContractTopic {
    /** Whatever the server does, every operation returns or throws within the timeout and a margin. */
    @Test
    @Clause({"ERR-1", "ERR-2"})
    default void everyCall_whileTheServerIsBroken_endsInTimeWithATypedError() {
        for (Fault fault : harness().faults()) {
            if (fault == Fault.RESTART_EMPTY) {
                continue; // the server is up again at once
            }
            String key = fresh("broken");
            cache().set(key, bytes("1"), LONG);
            CasToken token = cache().gets(key).token();
            harness().cause(fault);
            try {
                for (Operations.Named operation : Operations.all(cache(), key, token)) {
                    Throwable thrown = timed(fault + ", " + operation.name(), operation.call());
                    if (fault != Fault.LOSE_ANSWERS) {
                        assertThat(thrown).as("%s, %s", fault, operation.name()).isNotNull();
                    }
                    if (thrown != null) {
                        assertTyped(thrown, operation, key);
                    }
                }
            } finally {
                harness().heal();
            }
            Patiently.until(harness(), () -> {
                cache().ping();
                return true;
            });
        }
        for (Operations.Named operation : withValidTokens(fresh("whole"))) {
            assertThat(timed("healthy, " + operation.name(), operation.call())).isNull();
        }
    }

    private List<Operations.Named> withValidTokens(String key) {
        cache().set(key, bytes("1"), LONG);
        return Operations.all(cache(), key, cache().gets(key).token());
    }

    private Throwable timed(String what, Runnable call) {
        long start = System.nanoTime();
        Throwable thrown = catchThrowable(call::run);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        // 50 ms is the promise; the rest is for a loaded machine, and far below what the usual clients block
        assertThat(took)
                .as(what)
                .isLessThan(harness().timeout().multipliedBy(2).plusMillis(50).plusSeconds(1));
        return thrown;
    }

    private static void assertTyped(Throwable thrown, Operations.Named operation, String key) {
        assertThat(thrown).as(operation.name()).isInstanceOf(CacheException.class);
        CacheException failure = (CacheException) thrown;
        assertThat(failure.isTransient())
                .as("%s: %s", operation.name(), failure)
                .isTrue();
        assertThat(failure.call().operation()).isEqualTo(operation.operation());
        assertThat(failure.call().endpoint())
                .as("endpoint of %s", operation.name())
                .isNotBlank();
        if (operation.operation().isRead()) {
            assertThat(failure.outcome()).as("a read changes nothing").isEqualTo(Outcome.NOT_APPLIED);
        }
        if (failure instanceof BulkCacheException bulk) {
            assertThat(bulk.failures()).containsKey(key);
        } else if (!operation.name().endsWith("All")) {
            assertThat(failure.call().key()).isEqualTo(key);
        }
    }

    /** Where a failed write says that it was not applied, it was not. */
    @Test
    @Clause("ERR-2")
    default void failedWrite_thatSaysNotApplied_wasNot() {
        for (Fault fault : harness().faults()) {
            if (fault == Fault.RESTART_EMPTY) {
                continue;
            }
            String key = fresh("outcome");
            cache().set(key, bytes("0"), LONG);
            long acknowledged = 0;
            long unknown = 0;
            harness().cause(fault);
            try {
                for (int i = 0; i < 5; i++) {
                    try {
                        cache().incr(key, 1);
                        acknowledged++;
                    } catch (CacheTransientException e) {
                        unknown += e.outcome() == Outcome.UNKNOWN ? 1 : 0;
                    }
                }
            } finally {
                harness().heal();
            }
            String now = new String(
                    Patiently.answer(harness(), () -> cache().get(key) == null ? bytes("0") : cache().get(key)),
                    java.nio.charset.StandardCharsets.US_ASCII);
            if (fault != Fault.REFUSE) { // a server that was killed has lost the counter
                assertThat(Long.parseLong(now)).as("after %s", fault).isBetween(acknowledged, acknowledged + unknown);
            }
        }
        assertPermanentErrorIsTyped();
    }

    private void assertPermanentErrorIsTyped() {
        String key = fresh("typed");
        cache().set(key, bytes("s3cr3t"), LONG);
        assertThatThrownBy(() -> cache().decr(key, 1))
                .asInstanceOf(type(NotACounterException.class))
                .satisfies(failure -> {
                    assertThat(failure.isTransient()).isFalse();
                    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                    assertThat(failure.call().key()).isEqualTo(key);
                    assertThat(failure.getMessage()).doesNotContain("s3cr3t");
                });
    }

    /** Many callers of a hung server are all refused or timed out; none waits for ever and nothing piles up. */
    @Test
    @Clause({"ERR-1", "ERR-3"})
    default void manyCallers_whileTheServerHangs_areAllAnswered() {
        String key = fresh("crowd");
        cache().set(key, bytes("v"), LONG);
        boolean hangs = harness().faults().contains(Fault.HANG);
        if (hangs) {
            harness().cause(Fault.HANG);
        }
        List<Integer> failures;
        try {
            failures = Together.run(64, thread -> {
                int failed = 0;
                for (int i = 0; i < 4; i++) {
                    try {
                        if (thread % 2 == 0) {
                            cache().get(key);
                        } else {
                            cache().set(key, bytes("v"), LONG);
                        }
                    } catch (CacheTransientException e) {
                        failed++;
                    }
                }
                return failed;
            });
        } finally {
            harness().heal();
        }
        int all = failures.stream().mapToInt(Integer::intValue).sum();
        assertThat(all).as("failed calls of 256").isEqualTo(hangs ? 256 : 0);
        Patiently.until(harness(), () -> {
            cache().set(key, bytes("again"), LONG);
            return true;
        });
        assertThat(cache().get(key)).isEqualTo(bytes("again"));
    }

    /** After every fault the cache works again by itself, and no write that timed out lands over a later one. */
    @Test
    @Clause("ERR-4")
    default void cache_afterTheServerIsBack_worksAndKeepsTheLaterWrite() {
        for (Fault fault : harness().faults()) {
            List<String> keys = Operations.keys(fresh("late"), 10);
            keys.forEach(key -> cache().set(key, bytes("before"), LONG));
            harness().cause(fault);
            try {
                for (String key : keys) {
                    giveUp(() -> cache().set(key, bytes("given up"), LONG));
                }
            } finally {
                harness().heal();
            }
            for (String key : keys) {
                Patiently.until(harness(), () -> {
                    cache().set(key, bytes("later"), LONG);
                    return true;
                });
            }
            for (int look = 0; look < 5; look++) {
                for (String key : keys) {
                    byte[] value = Patiently.answer(harness(), () -> cache().get(key));
                    assertThat(value).as("after %s", fault).isEqualTo(bytes("later"));
                }
                harness().advance(Duration.ofMillis(100));
            }
        }
        cache().ping();
    }

    /** A write that may fail for as long as the server is broken, but with no other error. */
    private static void giveUp(Runnable write) {
        Throwable thrown = catchThrowable(write::run);
        assertThat(thrown == null || thrown instanceof CacheTransientException)
                .as("%s", thrown)
                .isTrue();
    }

    /** Bad configuration fails at open: every problem named, with its mend, and no secret shown. */
    @Test
    @Clause("ERR-5")
    default void open_withBadConfiguration_namesEveryProblemAndNoSecret() {
        assertThatThrownBy(() -> harness()
                        .open(Map.of(
                                "timeuot",
                                "1s",
                                "maxValueBytes",
                                "-1",
                                "connectTimeout",
                                "soon",
                                "unknownPassword",
                                "s3cr3t")))
                .asInstanceOf(type(CacheConfigurationException.class))
                .satisfies(refused -> {
                    assertThat(refused.problems()).hasSize(4);
                    assertThat(refused)
                            .hasMessageContaining("timeuot, did you mean timeout?")
                            .hasMessageContaining("maxValueBytes must be")
                            .hasMessageContaining("connectTimeout must be")
                            .hasMessageContaining("unknownPassword");
                    assertThat(refused.toString()).doesNotContain("s3cr3t");
                });
        assertThat(cache().toString()).as("toString names the endpoint").isNotBlank();
        assertThat(cache().toString()).doesNotContain("@");
    }

    /** An interrupted caller is let go soon, with its flag set, whether or not it had to wait. */
    @Test
    @Clause("ERR-6")
    default void call_byAnInterruptedThread_endsSoonWithTheFlagSet() {
        String key = fresh("interrupt");
        cache().set(key, bytes("v"), LONG);
        List<Throwable> thrown = Together.run(1, thread -> {
            Thread.currentThread().interrupt();
            Throwable failure = catchThrowable(() -> cache().get(key));
            assertThat(Thread.interrupted())
                    .as("the flag is set after the call")
                    .isTrue();
            return failure == null ? new CacheGaveNoError() : failure;
        });
        assertThat(thrown.get(0)).isInstanceOfAny(CacheInterruptedException.class, CacheGaveNoError.class);
        if (harness().faults().contains(Fault.HANG)) {
            assertInterruptionEndsTheWait(key);
        }
        Patiently.until(harness(), () -> cache().get(key) != null);
    }

    private void assertInterruptionEndsTheWait(String key) {
        harness().cause(Fault.HANG);
        try {
            Throwable[] thrown = new Throwable[1];
            boolean[] flag = new boolean[1];
            Thread caller = new Thread(
                    () -> {
                        thrown[0] = catchThrowable(() -> cache().get(key));
                        flag[0] = Thread.currentThread().isInterrupted();
                    },
                    "tck-interrupted");
            caller.setDaemon(true);
            caller.start();
            caller.interrupt();
            Together.join(caller);
            assertThat(caller.isAlive()).as("still waiting").isFalse();
            assertThat(thrown[0]).isInstanceOf(CacheInterruptedException.class);
            assertThat(flag[0]).as("the flag is set").isTrue();
        } finally {
            harness().heal();
        }
    }

    /** Stands for "nothing was thrown" where a list holds what was. */
    final class CacheGaveNoError extends Throwable {
        private static final long serialVersionUID = 1L;

        private CacheGaveNoError() {}
    }

    /** A further cache can be opened and used while the first is in use. */
    @Test
    @Clause("ERR-5")
    default void open_besideAnother_isIndependent() {
        try (DistributedCache another = harness().open(Map.of("timeout", "2s"))) {
            String key = fresh("independent");
            another.set(key, bytes("v"), LONG);
            assertThat(another.get(key)).isEqualTo(bytes("v"));
        }
        cache().ping();
    }
}
