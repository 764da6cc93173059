package dev.holdfast.cache.recipes.memoized;

import dev.holdfast.cache.recipes.aside.CacheAside;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A method after which answers of others are taken out of the cache, whether it returned or threw.
 *
 * @param target what the method does
 * @param keys what is taken out, and where it is
 * @param tags of what is taken out
 * @param tagged where what has tags is; null where there are no tags
 */
record InvalidatingMethod(
        Target target,
        List<Placed> keys,
        List<KeyTemplate> tags,
        @Nullable CacheAside<Object> tagged) implements Behaviour {
    /**
     * A key and where what it is for is kept.
     *
     * @param key the key
     * @param aside holds the answers
     */
    record Placed(KeyTemplate key, CacheAside<Object> aside) {}

    @Override
    public @Nullable Object call(@Nullable Object[] arguments) throws Throwable {
        Object answer;
        try {
            answer = target.call(arguments);
        } catch (Throwable failure) {
            try {
                invalidate(arguments);
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
            throw failure;
        }
        invalidate(arguments);
        return answer;
    }

    private void invalidate(@Nullable Object[] arguments) {
        RuntimeException failure = null;
        for (Placed placed : keys) {
            for (String key : placed.key().keys(arguments).keySet()) {
                failure = attempt(() -> placed.aside().invalidate(key), failure);
            }
        }
        for (KeyTemplate tag : tags) {
            for (String name : tag.keys(arguments).keySet()) {
                failure = attempt(() -> Objects.requireNonNull(tagged).invalidateTag(name), failure);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** One that can't be taken out keeps no other in. */
    private static @Nullable RuntimeException attempt(Runnable invalidation, @Nullable RuntimeException before) {
        try {
            invalidation.run();
            return before;
        } catch (RuntimeException e) {
            if (before != null) {
                before.addSuppressed(e);
                return before;
            }
            return e;
        }
    }
}
