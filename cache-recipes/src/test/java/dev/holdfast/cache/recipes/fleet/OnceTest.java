package dev.holdfast.cache.recipes.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.Codec;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.fake.Interleavings;
import dev.holdfast.cache.tck.fake.Sleeper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OnceTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);
    private static final Codec<String> TEXT = Codecs.utf8();
    private static final CallFault REFUSED_WHERE_INTERRUPTED = CallFault.delayRequest(Duration.ofMillis(1));

    private final FakeTicker ticker = FakeTicker.create();
    private final DistributedCache cache =
            Caches.open("local:once", CacheOptions.builder().ticker(ticker).build());
    private final FaultyCache faulty =
            new FaultyCache(cache, FaultPlan.none(), Duration.ofMillis(250), Sleeper.advancing(ticker));
    private final Once once = Once.builder(faulty, HOUR).build();
    private final AtomicInteger mails = new AtomicInteger();

    @AfterEach
    void close() {
        faulty.close();
    }

    @Test
    void first_isTrueForOneInAWindow() {
        assertThat(once.first("reset:7")).isTrue();
        assertThat(once.first("reset:7")).isFalse();
        assertThat(once.first("reset:8")).isTrue();

        ticker.advance(Duration.ofMinutes(60));

        assertThat(once.first("reset:7")).isTrue();
    }

    @Test
    void first_whoseAnswerIsLost_knowsItsOwnClaim() {
        faulty.follow(FaultPlan.script().next(CallFault.loseAnswer()));

        assertThat(once.first("reset:7")).isTrue();
        assertThat(once.first("reset:7")).isFalse();
    }

    @Test
    void first_whoseAnswerIsLost_afterAnothersClaim_isFalse() {
        once.first("reset:7");
        faulty.follow(FaultPlan.script().next(CallFault.loseAnswer()));

        assertThat(once.first("reset:7")).isFalse();
    }

    @Test
    void first_whileTheCacheIsAway_isRefused() {
        faulty.inject(CallFault.failBefore());

        assertThatThrownBy(() -> once.first("reset:7"))
                .isInstanceOfSatisfying(
                        CacheUnavailableException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        assertThatThrownBy(() -> once.run("reset:7", mails::incrementAndGet))
                .isInstanceOf(CacheUnavailableException.class);
        assertThat(mails).hasValue(0);
    }

    @Test
    void first_whoseAnswersAreAllLost_isReportedAsUnknown() {
        faulty.inject(CallFault.loseAnswer());

        assertThatThrownBy(() -> once.first("reset:7"))
                .isInstanceOfSatisfying(
                        CacheException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
    }

    @Test
    void permitWhileAway_grantsAllTheSame() {
        Once permitting = Once.builder(faulty, HOUR).permitWhileAway().build();
        faulty.inject(CallFault.failBefore());

        assertThat(permitting.first("reset:7")).isTrue();
        assertThat(permitting.run("reset:8", mails::incrementAndGet)).isEqualTo(OnceState.RAN_UNRECORDED);
        assertThat(mails).hasValue(1);
    }

    @Test
    void run_isDoneOnce_andTheWindowCountsFromItsEnd() {
        assertThat(once.run("reset:7", () -> {
                    mails.incrementAndGet();
                    assertThat(once.run("reset:7", mails::incrementAndGet)).isEqualTo(OnceState.UNDERWAY);
                    ticker.advance(Duration.ofMinutes(10));
                }))
                .isEqualTo(OnceState.RAN);
        ticker.advance(Duration.ofMinutes(59));
        assertThat(once.run("reset:7", mails::incrementAndGet)).isEqualTo(OnceState.DONE_BEFORE);
        assertThat(mails).hasValue(1);

        ticker.advance(Duration.ofMinutes(1));

        assertThat(once.run("reset:7", mails::incrementAndGet)).isEqualTo(OnceState.RAN);
    }

    @Test
    void run_thatFails_givesTheWindowBack() {
        assertThatThrownBy(() -> once.run("reset:7", () -> {
                    throw new IllegalStateException("mail server down");
                }))
                .hasMessage("mail server down");

        assertThat(once.run("reset:7", mails::incrementAndGet)).isEqualTo(OnceState.RAN);
    }

    @Test
    void run_thatFailsAfterItsLease_leavesTheSuccessorsClaim() {
        Once leased = Once.builder(faulty, HOUR).lease(Ttl.ofSeconds(10)).build();

        assertThatThrownBy(() -> leased.run("reset:7", () -> {
                    ticker.advance(Duration.ofSeconds(11));
                    assertThat(leased.run("reset:7", mails::incrementAndGet)).isEqualTo(OnceState.RAN);
                    throw new IllegalStateException("too late");
                }))
                .hasMessage("too late");

        assertThat(leased.run("reset:7", mails::incrementAndGet)).isEqualTo(OnceState.DONE_BEFORE);
    }

    @Test
    void run_thatEndsAfterItsLease_saysThatItMayBeDoneAgain() {
        Once leased = Once.builder(faulty, HOUR).lease(Ttl.ofSeconds(10)).build();

        OnceState state = leased.run("reset:7", () -> ticker.advance(Duration.ofSeconds(11)));

        assertThat(state).isEqualTo(OnceState.RAN_UNRECORDED);
    }

    @Test
    void keepFailed_countsAFailureAsDone() {
        Once keeping = Once.builder(faulty, HOUR).keepFailed().build();

        assertThatThrownBy(() -> keeping.run("reset:7", () -> {
                    throw new IllegalStateException("half of it was done");
                }))
                .hasMessage("half of it was done");

        assertThat(keeping.run("reset:7", mails::incrementAndGet)).isEqualTo(OnceState.DONE_BEFORE);
    }

    @Test
    void holderThatWasKilled_costsTheLease_orTheWindow() {
        cache.add("leased", OnceEntry.doing("dead"), Ttl.ofSeconds(10));

        assertThat(once.run("leased", mails::incrementAndGet)).isEqualTo(OnceState.UNDERWAY);
        ticker.advance(Duration.ofSeconds(10));
        assertThat(once.run("leased", mails::incrementAndGet)).isEqualTo(OnceState.RAN);
    }

    @Test
    void answer_isGivenAgainToThoseWhoRepeat() throws Exception {
        OnceAnswer<String> first = once.answer("payment:1", TEXT, () -> "receipt " + mails.incrementAndGet());
        OnceAnswer<String> repeated = once.answer("payment:1", TEXT, () -> "receipt " + mails.incrementAndGet());

        assertThat(first).isEqualTo(new OnceAnswer<>(OnceState.RAN, "receipt 1"));
        assertThat(repeated).isEqualTo(new OnceAnswer<>(OnceState.DONE_BEFORE, "receipt 1"));
        assertThat(repeated.orElseThrow()).isEqualTo("receipt 1");
    }

    @Test
    void answer_ofAWindowTakenWithoutOne_hasNoValue() throws Exception {
        once.first("payment:1");

        OnceAnswer<String> answer = once.answer("payment:1", TEXT, () -> "receipt");

        assertThat(answer).isEqualTo(new OnceAnswer<String>(OnceState.DONE_BEFORE, null));
        assertThatThrownBy(answer::orElseThrow).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void answer_throwsWhatTheActionThrows() {
        assertThatThrownBy(() -> once.answer("payment:1", TEXT, () -> {
                    throw new IOException("declined");
                }))
                .isInstanceOf(IOException.class);
        assertThat(cache.get("payment:1")).isNull();
    }

    @Test
    void answer_thatCannotBeKept_isDoneOnceAllTheSame() {
        Codec<String> broken = new Codec<>() {
            @Override
            public byte[] encode(String value) {
                throw CacheCodecException.encoding("no form for this", null);
            }

            @Override
            public String decode(byte[] bytes) {
                return "";
            }
        };

        assertThatThrownBy(() -> once.answer("payment:1", broken, () -> "receipt " + mails.incrementAndGet()))
                .isInstanceOf(CacheCodecException.class);
        assertThatThrownBy(() -> once.answer("payment:2", Codecs.bytes(), () -> new byte[2_000_000]))
                .isInstanceOf(CacheRejectedException.class);

        assertThat(once.run("payment:1", mails::incrementAndGet)).isEqualTo(OnceState.DONE_BEFORE);
        assertThat(once.run("payment:2", mails::incrementAndGet)).isEqualTo(OnceState.DONE_BEFORE);
        assertThat(mails).hasValue(1);
    }

    @Test
    void answer_whoseCodecFailsAsItLikes_isDoneOnceAllTheSame() {
        List<Codec<String>> broken = List.of(
                encoding(value -> {
                    throw new NullPointerException("no form for this");
                }),
                encoding(value -> {
                    throw new StackOverflowError();
                }),
                encoding(value -> null));

        for (int i = 0; i < broken.size(); i++) {
            Codec<String> codec = broken.get(i);
            String key = "payment:" + i;
            assertThatThrownBy(() -> once.answer(key, codec, () -> "receipt " + mails.incrementAndGet()))
                    .isInstanceOf(CacheCodecException.class);
            assertThat(once.run(key, mails::incrementAndGet)).isEqualTo(OnceState.DONE_BEFORE);
        }
        assertThat(mails).hasValue(broken.size());
    }

    private static Codec<String> encoding(Function<String, byte @Nullable []> encode) {
        return new Codec<>() {
            @Override
            @SuppressWarnings("NullAway") // a codec that breaks its word
            public byte[] encode(String value) {
                return encode.apply(value);
            }

            @Override
            public String decode(byte[] bytes) {
                return "";
            }
        };
    }

    @Test
    void run_whoseCacheIsClosedMeanwhile_saysThatItIsNotRecorded() {
        assertThat(once.run("reset:7", faulty::close)).isEqualTo(OnceState.RAN_UNRECORDED);
    }

    @Test
    void answer_whoseCacheIsClosedMeanwhile_isGivenAllTheSame() throws Exception {
        OnceAnswer<String> answer = once.answer("payment:1", TEXT, () -> {
            faulty.close();
            return "receipt";
        });

        assertThat(answer).isEqualTo(new OnceAnswer<>(OnceState.RAN_UNRECORDED, "receipt"));
    }

    @Test
    void run_thatFails_whileItsCacheIsClosed_throwsItsOwn() {
        for (boolean keeps : new boolean[] {true, false}) {
            DistributedCache own = Caches.open("local:");
            OnceBuilder builder = Once.builder(own, HOUR);
            Once closing = (keeps ? builder.keepFailed() : builder).build();

            assertThatThrownBy(() -> closing.run("reset:7", () -> {
                        own.close();
                        throw new IllegalArgumentException("mail server down");
                    }))
                    .hasMessage("mail server down");
        }
    }

    @Test
    void run_thatIsInterrupted_isRecorded_orGivesTheWindowBack() {
        Once leased = Once.builder(faulty, HOUR).build();
        faulty.inject(REFUSED_WHERE_INTERRUPTED);

        OnceState state = leased.run("reset:7", () -> Thread.currentThread().interrupt());
        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThatThrownBy(() -> leased.run("reset:8", () -> {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted");
                }))
                .hasMessage("interrupted");
        assertThat(Thread.interrupted()).as("the flag").isTrue();

        assertThat(state).isEqualTo(OnceState.RAN);
        assertThat(leased.run("reset:8", mails::incrementAndGet)).isEqualTo(OnceState.RAN);
    }

    @Test
    void first_whoseAnswerIsLost_andWhoseThreadIsInterruptedThen_isReportedAsUnknown() {
        FaultPlan lost = FaultPlan.script().next(CallFault.loseAnswer());
        faulty.follow(operation -> {
            if (operation == Operation.ADD) {
                return lost.faultFor(operation);
            }
            Thread.currentThread().interrupt(); // before it is asked whose claim is there
            return REFUSED_WHERE_INTERRUPTED;
        });

        assertThatThrownBy(() -> once.first("reset:7"))
                .isInstanceOfSatisfying(
                        CacheInterruptedException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
        assertThat(Thread.interrupted()).as("the flag").isTrue();
    }

    @Test
    void run_whoseRecordingIsLost_isFoundRecorded() {
        faulty.follow(FaultPlan.script().next(CallFault.loseAnswer()).onlyFor(Operation.CAS));

        assertThat(once.run("reset:7", mails::incrementAndGet)).isEqualTo(OnceState.RAN);
    }

    @Test
    void run_whoseCacheGoesAwayMeanwhile_saysThatItIsNotRecorded() {
        OnceState state = once.run("reset:7", () -> faulty.inject(CallFault.failBefore()));

        assertThat(state).isEqualTo(OnceState.RAN_UNRECORDED);
        faulty.heal();
        assertThat(once.run("reset:7", mails::incrementAndGet)).isEqualTo(OnceState.UNDERWAY);
    }

    /** Full or read-only since: no transient failure. */
    @Test
    void run_whoseCacheRefusesMeanwhile_saysThatItIsNotRecorded() throws Exception {
        Once refused = Once.builder(refusingToReplace(), HOUR).build();
        Once keeping = Once.builder(refusingToReplace(), HOUR).keepFailed().build();

        assertThat(refused.run("reset:7", mails::incrementAndGet)).isEqualTo(OnceState.RAN_UNRECORDED);
        assertThat(refused.answer("payment:1", TEXT, () -> "receipt"))
                .isEqualTo(new OnceAnswer<>(OnceState.RAN_UNRECORDED, "receipt"));
        assertThatThrownBy(() -> keeping.run("reset:8", () -> {
                    throw new IllegalStateException("half of it was done");
                }))
                .hasMessage("half of it was done");
        assertThat(mails).hasValue(1);
    }

    private DistributedCache refusingToReplace() {
        return new ForwardingCache(cache) {
            @Override
            public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                throw new CacheRejectedException(
                        FailedCall.unsent(Operation.CAS, key, toString()),
                        CacheRejectedException.Reason.OUT_OF_MEMORY,
                        "full",
                        null);
            }
        };
    }

    @Test
    void forget_endsTheWindow() {
        once.first("reset:7");

        assertThat(once.forget("reset:7")).isTrue();
        assertThat(once.forget("reset:7")).isFalse();
        assertThat(once.first("reset:7")).isTrue();
    }

    @Test
    void foreignEntry_countsAsDone() {
        cache.set("reset:7", "x".getBytes(US_ASCII), HOUR);

        assertThat(once.run("reset:7", mails::incrementAndGet)).isEqualTo(OnceState.DONE_BEFORE);
    }

    @Test
    void twoProcesses_whoseAnswersMayBeLost_areGrantedOnce_inEveryOrder() {
        for (int lost = 0; lost < 4; lost++) {
            int calls = lost;
            Interleavings.all().explore(scene -> {
                DistributedCache store = scene.shared("cache", Caches.open("local:"));
                FaultyCache shaky = new FaultyCache(store);
                shaky.follow(FaultPlan.script().next(calls, CallFault.pass()).next(CallFault.loseAnswer()));
                AtomicInteger granted = new AtomicInteger();
                scene.actor("A", () -> {
                    if (Once.builder(shaky, HOUR).build().first("k")) {
                        granted.incrementAndGet();
                    }
                });
                scene.actor("B", () -> {
                    if (Once.builder(store, HOUR).build().first("k")) {
                        granted.incrementAndGet();
                    }
                });
                scene.afterwards(() -> assertThat(granted).hasValue(1));
            });
        }
    }

    @Test
    void twoProcesses_oneOfWhichFails_doItAtMostOnceAtATime_inEveryOrder() {
        Interleavings.all().preemptions(3).explore(scene -> {
            DistributedCache store = scene.shared("cache", Caches.open("local:"));
            AtomicInteger doing = new AtomicInteger();
            AtomicInteger done = new AtomicInteger();
            for (String name : new String[] {"A", "B"}) {
                boolean fails = name.equals("A");
                scene.actor(name, () -> {
                    try {
                        Once.builder(store, HOUR).build().run("k", () -> {
                            assertThat(doing.incrementAndGet()).isEqualTo(1);
                            scene.step("works", () -> {});
                            doing.decrementAndGet();
                            if (fails) {
                                throw new IllegalStateException("failed");
                            }
                            done.incrementAndGet();
                        });
                    } catch (IllegalStateException e) {
                        assertThat(e).hasMessage("failed");
                    }
                });
            }
            scene.afterwards(() -> assertThat(done.get()).isLessThanOrEqualTo(1));
        });
    }
}
