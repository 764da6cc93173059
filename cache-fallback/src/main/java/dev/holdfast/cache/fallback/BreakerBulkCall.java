package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.Operation;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One bulk call: which of its keys failed and why, and which are answered here. */
final class BreakerBulkCall {
    private final BreakerRoute route;
    private final Operation operation;
    private final DegradedAnswer policy;
    private final Consumer<String> onLocal;
    private final Map<String, CacheException> failures = new LinkedHashMap<>();
    private boolean isAnsweredHere;

    BreakerBulkCall(BreakerRoute route, Operation operation, DegradedAnswer policy, Consumer<String> onLocal) {
        this.route = route;
        this.operation = operation;
        this.policy = policy;
        this.onLocal = onLocal;
    }

    /** What failed so far, and why. */
    Map<String, CacheException> failures() {
        return failures;
    }

    /** Answers keys that the remote cache is not asked for, or refuses them. */
    void masked(Set<String> keys) {
        if (policy == DegradedAnswer.FAIL) {
            keys.forEach(key -> failures.put(key, route.refusal(operation, key)));
        } else {
            answerHere(keys);
        }
    }

    /** The remote cache failed: for these keys, and where they are all of the call it fails as it is. */
    void failed(Set<String> keys, CacheTransientException failure, boolean isAllThatIsAsked) {
        if (policy == DegradedAnswer.FAIL && isAllThatIsAsked) {
            throw failure;
        }
        keys.forEach(key -> failures.put(key, failure));
    }

    /** Answers what the remote cache failed; not for one that is closed meanwhile, for nobody would have it. */
    void answerFailed() {
        if (policy == DegradedAnswer.LOCAL && !route.isClosed()) {
            Set<String> failed = new LinkedHashSet<>(failures.keySet());
            failed.removeIf(key -> !(failures.get(key) instanceof CacheTransientException));
            answerHere(failed);
        }
    }

    private void answerHere(Set<String> keys) {
        for (String key : keys) {
            CacheException remotely = failures.remove(key);
            try {
                onLocal.accept(key);
            } catch (CacheException e) { // such as a full journal
                failures.put(key, remotely == null ? e : BreakerRoute.failure(remotely, e));
            }
        }
        isAnsweredHere |= !keys.isEmpty();
    }

    /** Accounts for a call of which anything was answered here. */
    void end() {
        if (isAnsweredHere) {
            route.answeredHere();
        }
    }
}
