package dev.holdfast.cache.recipes.memoized;

import dev.holdfast.cache.recipes.aside.CacheAside;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A method after which answers of others are taken out of the cache, whether it returned or threw.
 *
 * @param target what the method does
 * @param keys what is taken out, and where it is
 * @param tags of what is taken out, and where it is
 */
record InvalidatingMethod(Target target, List<Placed> keys, List<Placed> tags) implements Behaviour {
    /**
     * A key or tag, and where what it is for is kept.
     *
     * @param key the key or tag
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
            failure = each(placed.key(), arguments, placed.aside()::invalidate, failure);
        }
        for (Placed placed : tags) {
            failure = each(placed.key(), arguments, placed.aside()::invalidateTag, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable RuntimeException each(
            KeyTemplate template,
            @Nullable Object[] arguments,
            Consumer<String> invalidation,
            @Nullable RuntimeException before) {
        RuntimeException failure = before;
        try {
            for (Object element : template.elements(arguments)) {
                failure = attempt(() -> invalidation.accept(template.key(arguments, element)), failure);
            }
            return failure;
        } catch (RuntimeException e) { // no collection
            return both(failure, e);
        }
    }

    /** One that can't be taken out keeps no other in. */
    private static @Nullable RuntimeException attempt(Runnable invalidation, @Nullable RuntimeException before) {
        try {
            invalidation.run();
            return before;
        } catch (RuntimeException e) {
            return both(before, e);
        }
    }

    private static RuntimeException both(@Nullable RuntimeException before, RuntimeException failure) {
        if (before == null) {
            return failure;
        }
        before.addSuppressed(failure);
        return before;
    }
}
