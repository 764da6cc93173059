package dev.holdfast.cache.recipes.aside;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a loader returned or threw. */
final class Attempted<V> {
    private Map<String, V> values = Map.of();
    private @Nullable Throwable failure;

    @SuppressWarnings("InterruptedExceptionSwallowed") // every waiter is told, and the thread is the pool's
    void call(BulkLoader<V> loader, BulkLoadContext<V> context) {
        try {
            values = Objects.requireNonNull(loader.loadAll(context), "a bulk loader must not return null");
        } catch (Throwable e) {
            failure = e;
        }
    }

    Map<String, V> values() {
        return values;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }
}
