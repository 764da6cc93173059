package dev.holdfast.cache.recipes.memoized;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The answers of this method of an interface are cached, where the interface is wrapped by {@link Memoized}.
 *
 * <pre>{@code
 * @Cached(key = "user:{id}", ttl = "5m")
 * User find(long id);
 *
 * @Cached(key = "user:{ids}", ttl = "5m")           // many at once, under the same keys
 * Map<Long, User> findAll(Collection<Long> ids);
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Cached {
    /**
     * The key: segments parted by colons, each as it stands or a place for a part of the arguments: {@code {id}} is the
     * parameter of that name (compile with {@code -parameters}), {@code {0}} the first one, {@code {user.id}} a
     * property. What is put in may be text, a number, a boolean, an enum, a UUID, a URI, a locale or a date, time,
     * duration or period of {@code java.time}; colons and percent signs in it are escaped, so no two calls that differ in
     * what is put in share a key. One parameter may be a collection: then the
     * method answers a {@link java.util.Map} from its elements to their values.
     *
     * @return such as {@code user:{id}}
     */
    String key();

    /**
     * How long an answer is fresh.
     *
     * @return such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 2d} or {@code PT5M}; empty for that of
     *     the options
     */
    String ttl() default "";

    /**
     * Tags of the answer, by which {@link Invalidates#tags} takes it away; written as keys are.
     *
     * @return such as {@code org:{user.orgId}}
     */
    String[] tags() default {};
}
