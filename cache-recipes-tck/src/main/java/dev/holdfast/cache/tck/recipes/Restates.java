package dev.holdfast.cache.tck.recipes;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Whose documented behaviour a test of the suite restates. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Restates {
    /**
     * The library and the place.
     *
     * @return such as {@code FusionCache, docs/FailSafe.md}
     */
    String value();
}
