package dev.holdfast.cache.recipes.memoized;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This method of an interface changes what others of it answer: these answers are taken out of the cache after it,
 * whether it returns or throws, for what failed may have changed something.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Invalidates {
    /**
     * The keys taken away, written as {@link Cached#key} is; a {@link Cached} method of the interface must have the
     * same key, but for what is put into it. A parameter that is a collection stands for all its elements.
     *
     * @return such as {@code user:{user.id}}
     */
    String[] key() default {};

    /**
     * The tags taken away, written as {@link Cached#tags} is; a {@link Cached} method of the interface must have the
     * same.
     *
     * @return such as {@code org:{orgId}}
     */
    String[] tags() default {};
}
