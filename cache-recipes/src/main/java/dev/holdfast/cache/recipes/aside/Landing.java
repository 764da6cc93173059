package dev.holdfast.cache.recipes.aside;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Flight} ended: with an entry, with a failure that each who waited gets an exception of his own for, or with
 * neither, because it was not for it to load.
 *
 * @param entry what came of it, if anything
 * @param failure why nothing did
 */
record Landing<V>(@Nullable AsideEntry<V> entry, @Nullable Supplier<LoadException> failure) {
    static <V> Landing<V> of(AsideEntry<V> entry) {
        return new Landing<>(entry, null);
    }

    static <V> Landing<V> failed(Supplier<LoadException> failure) {
        return new Landing<>(null, failure);
    }

    static <V> Landing<V> undecided() {
        return new Landing<>(null, null);
    }

    boolean isUndecided() {
        return entry == null && failure == null;
    }

    /** As a call of one key returns it. */
    AsideEntry<V> orThrow() {
        if (entry != null) {
            return entry;
        }
        throw exception();
    }

    LoadException exception() {
        if (failure == null) {
            throw new IllegalStateException("it did not fail");
        }
        return failure.get();
    }
}
