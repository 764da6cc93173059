package dev.holdfast.cache.recipes.memoized;

import org.jspecify.annotations.Nullable;

/** What calling a method of the proxy does. */
@FunctionalInterface
interface Behaviour {
    /** Answers as the method does. */
    @Nullable
    Object call(@Nullable Object[] arguments) throws Throwable;
}
