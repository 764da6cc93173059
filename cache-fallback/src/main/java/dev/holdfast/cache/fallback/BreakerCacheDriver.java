package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.spi.CacheDriver;
import dev.holdfast.cache.spi.DriverContext;
import dev.holdfast.cache.spi.UrlParameters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@link CircuitBreakerCache}: {@code breaker:redis://host}, {@code breaker:[redis://host]?warm=true},
 * {@code breaker:redis://host|local:?maxBytes=16MiB} with a local cache of its own measures.
 *
 * <p>Parameters, which stand behind brackets: those of {@link BreakerOptions} ({@code failures}, {@code window},
 * {@code minimumCalls}, {@code failurePercent}, {@code slowPercent}, {@code slowCall}, {@code trialWait},
 * {@code maxTrialWait}, {@code trials}), those of {@link DegradedPolicy} ({@code values}, {@code conditionals},
 * {@code counters}, {@code reconciliation}, {@code warm}, {@code staleness}, {@code journalKeys}), and those common to all
 * URLs, which hold for both caches where they have none of their own. {@code slowCall} is four fifths of the remote
 * cache's timeout unless given.
 */
public final class BreakerCacheDriver implements CacheDriver {
    private static final List<String> INHERITED =
            List.of("timeout", "connectTimeout", "maxValueBytes", "startDegraded");

    /** Made by {@link java.util.ServiceLoader}. */
    public BreakerCacheDriver() {}

    @Override
    public Set<String> schemes() {
        return Set.of("breaker");
    }

    @Override
    public DistributedCache open(CacheUrl url, DriverContext context) {
        UrlParameters parameters = context.parameters();
        List<CacheUrl> members = url.members();
        if (members.isEmpty() || members.size() > 2) {
            parameters.problem(
                    "a breaker: URL is made of the remote cache's URL and, if wanted, the local cache's: write"
                            + " breaker:redis://host, or breaker:redis://host|local:");
        }
        DegradedPolicy policy = policy(parameters);
        BreakerOptions options = options(parameters, slowCall(members, context.timeout()));
        parameters.verify();
        Hearing hearing = new Hearing(context.observer());
        DistributedCache local = context.opener()
                .apply(inheriting(url, members.size() > 1 ? members.get(1) : CacheUrl.parse("local:breaker")));
        try {
            DistributedCache remote = context.watchedOpener().apply(inheriting(url, members.get(0)), hearing);
            CircuitBreakerCache cache = CircuitBreakerCache.builder(remote)
                    .local(local)
                    .breaker(options)
                    .degraded(policy)
                    .observer(context.observer())
                    .ticker(context.ticker())
                    .random(context.random())
                    .build();
            hearing.recovery = cache.recovery();
            return cache;
        } catch (RuntimeException | Error e) {
            local.close();
            throw e;
        }
    }

    /** Passes on what the remote cache's driver says, and listens. */
    private static final class Hearing implements CacheObserver {
        private final CacheObserver next;
        private volatile @Nullable BreakerRecovery recovery;

        Hearing(CacheObserver next) {
            this.next = next;
        }

        @Override
        public void on(CacheEvent event) {
            next.on(event);
            BreakerRecovery listener = recovery;
            if (listener != null) {
                listener.on(event);
            }
        }

        @Override
        public boolean inline() {
            return next.inline();
        }
    }

    private static CacheUrl inheriting(CacheUrl url, CacheUrl member) {
        Map<String, String> inherited = new LinkedHashMap<>();
        for (String name : INHERITED) {
            String value = url.parameters().get(name);
            if (value != null && !member.parameters().containsKey(name)) {
                inherited.put(name, value);
            }
        }
        return member.withParameters(inherited);
    }

    private static Duration slowCall(List<CacheUrl> members, Duration timeout) {
        Duration own = members.isEmpty()
                ? timeout
                : new UrlParameters(members.get(0))
                        .duration("timeout", timeout, BreakerOptions.SHORTEST, BreakerOptions.LONGEST_SLOW_CALL);
        Duration slow = own.multipliedBy(4).dividedBy(5);
        return slow.compareTo(BreakerOptions.SHORTEST) < 0 ? BreakerOptions.SHORTEST : slow;
    }

    private static BreakerOptions options(UrlParameters parameters, Duration slowCall) {
        BreakerOptions defaults = BreakerOptions.defaults();
        int window = number(parameters, "window", defaults.window(), BreakerOptions.MOST_CALLS);
        Duration trialWait = parameters.duration(
                "trialWait", defaults.trialWait(), BreakerOptions.SHORTEST, BreakerOptions.LONGEST_TRIAL_WAIT);
        Duration longest = defaults.maxTrialWait().compareTo(trialWait) < 0 ? trialWait : defaults.maxTrialWait();
        return new BreakerOptions(
                number(parameters, "failures", defaults.consecutiveFailures(), BreakerOptions.MOST_CALLS),
                window,
                number(parameters, "minimumCalls", Math.min(defaults.minimumCalls(), window), window),
                number(parameters, "failurePercent", defaults.failurePercent(), 100),
                number(parameters, "slowPercent", defaults.slowPercent(), 100),
                parameters.duration("slowCall", slowCall, BreakerOptions.SHORTEST, BreakerOptions.LONGEST_SLOW_CALL),
                trialWait,
                parameters.duration("maxTrialWait", longest, trialWait, BreakerOptions.LONGEST_MAX_TRIAL_WAIT),
                number(parameters, "trials", defaults.trials(), BreakerOptions.MOST_TRIALS));
    }

    private static int number(UrlParameters parameters, String name, int defaultValue, int max) {
        return (int) parameters.number(name, defaultValue, 1, max);
    }

    private static DegradedPolicy policy(UrlParameters parameters) {
        DegradedPolicy defaults = DegradedPolicy.defaults();
        return new DegradedPolicy(
                parameters.choice("values", defaults.values()),
                parameters.choice("conditionals", defaults.conditionals()),
                parameters.choice("counters", defaults.counters()),
                parameters.choice("reconciliation", defaults.reconciliation()),
                parameters.flag("warm", defaults.warm()),
                parameters.duration(
                        "staleness", defaults.staleness(), BreakerOptions.SHORTEST, DegradedPolicy.LONGEST_STALENESS),
                number(parameters, "journalKeys", defaults.journalKeys(), DegradedPolicy.MOST_JOURNAL_KEYS));
    }
}
