package dev.holdfast.cache.recipes.memoized;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.LoadException;
import dev.holdfast.cache.recipes.aside.LoadFailedException;
import dev.holdfast.cache.recipes.aside.Loader;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Functions, and objects behind an interface, whose answers are cached.
 *
 * <pre>{@code
 * Function<Long, User> find = Memoized.of(users, repository::find, id -> "user:" + id);
 *
 * try (Memoized<Users> users = Memoized.builder(cache, Users.class, repository)
 *         .codec(User.class, JacksonCodecs.json(User.class))
 *         .build()) {
 *     users.proxy().find(42);
 * }
 * }</pre>
 *
 * <p>All is as {@link CacheAside} promises: one load a key, however many ask. What the method throws reaches the caller
 * as it is; of the load's own failures the {@link LoadException}. An answer of null, or an empty {@code Optional}, is
 * kept where the options have a TTL for it. Calls of the wrapped object among its own methods are not seen. Safe for as
 * many threads as the wrapped object.
 *
 * @param <T> the interface
 */
public final class Memoized<T> implements AutoCloseable {
    private final T proxy;
    private final Plan.Behaviours behaviours;

    Memoized(Class<T> type, T target, Plan.Behaviours behaviours) {
        this.behaviours = behaviours;
        this.proxy = type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Handler(target, behaviours)));
    }

    /** Answers the proxy's calls. */
    private record Handler(Object target, Plan.Behaviours behaviours) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
                throws Throwable {
            @Nullable Object[] arguments = given == null ? new Object[0] : given;
            if (method.getDeclaringClass() == Object.class) {
                return switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "Memoized[" + target + "]";
                };
            }
            return behaviours.of(method).call(arguments);
        }
    }

    /**
     * A function whose answers are cached.
     *
     * @param aside holds the answers
     * @param function answers where the cache does not
     * @param key the key of an argument's answer; different arguments need different keys
     * @param <A> its argument
     * @param <V> its answer, which may be null
     * @return the function; what the given one throws it throws
     */
    public static <A extends @Nullable Object, V> Function<A, @Nullable V> of(
            CacheAside<V> aside, Function<? super A, ? extends @Nullable V> function, Function<? super A, String> key) {
        requireNonNull(aside, function, key);
        return argument -> answer(aside, key.apply(argument), load -> function.apply(argument));
    }

    /**
     * A function of two arguments whose answers are cached.
     *
     * @param aside holds the answers
     * @param function answers where the cache does not
     * @param key the key of two arguments' answer; different arguments need different keys
     * @param <A> its first argument
     * @param <B> its second argument
     * @param <V> its answer, which may be null
     * @return the function; what the given one throws it throws
     */
    public static <A extends @Nullable Object, B extends @Nullable Object, V> BiFunction<A, B, @Nullable V> of(
            CacheAside<V> aside,
            BiFunction<? super A, ? super B, ? extends @Nullable V> function,
            BiFunction<? super A, ? super B, String> key) {
        requireNonNull(aside, function, key);
        return (one, other) -> answer(aside, key.apply(one, other), load -> function.apply(one, other));
    }

    /**
     * A supplier whose answer is cached.
     *
     * @param aside holds the answer
     * @param supplier answers where the cache does not
     * @param key the answer's key
     * @param <V> its answer, which may be null
     * @return the supplier; what the given one throws it throws
     */
    public static <V> Supplier<@Nullable V> of(
            CacheAside<V> aside, Supplier<? extends @Nullable V> supplier, String key) {
        requireNonNull(aside, supplier, key);
        return () -> answer(aside, key, load -> supplier.get());
    }

    private static void requireNonNull(Object aside, Object function, Object key) {
        Objects.requireNonNull(aside, "aside");
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(key, "key");
    }

    private static <V> @Nullable V answer(CacheAside<V> aside, String key, Loader<V> loader) {
        try {
            return aside.get(key, loader);
        } catch (LoadFailedException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (e.getCause() instanceof Error thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    /**
     * Starts wrapping an object behind an interface with {@link Cached} and {@link Invalidates} on its methods.
     *
     * @param cache where the answers are; not closed with what is built
     * @param type the interface
     * @param target answers where the cache does not, and all methods without annotations
     * @param <T> the interface
     * @return a new builder
     */
    public static <T> MemoizedBuilder<T> builder(DistributedCache cache, Class<T> type, T target) {
        return new MemoizedBuilder<>(cache, type, target);
    }

    /**
     * The object to call. It equals itself alone.
     *
     * @return always the same
     */
    public T proxy() {
        return proxy;
    }

    /** Ends what is loaded and refreshed in the background; the proxy must not be called any more. Idempotent. */
    @Override
    public void close() {
        behaviours.asides().forEach(CacheAside::close);
    }

    /** What is wrapped. */
    @Override
    public String toString() {
        return "Memoized[" + proxy + "]";
    }
}
