package dev.holdfast.cache;

import dev.holdfast.cache.observe.GuardedObserver;
import dev.holdfast.cache.observe.ObservedCache;
import dev.holdfast.cache.spi.CacheDriver;
import dev.holdfast.cache.spi.DriverContext;
import dev.holdfast.cache.spi.Suggestion;
import dev.holdfast.cache.spi.UrlParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Opens caches by URL, with the drivers found by {@link ServiceLoader}.
 *
 * <p>Parameters common to every URL: {@code timeout} of an operation (default 250ms), {@code connectTimeout} (1s),
 * {@code prefix} put before every key (none), {@code maxValueBytes} (1 MiB less 1 KiB), {@code startDegraded} to open
 * although the server is not there (false). Safe for many threads.
 */
public final class Caches {
    private static final Map<String, String> ARTIFACTS = Map.ofEntries(
            Map.entry("local", "cache-local"),
            Map.entry("redis", "cache-redis"),
            Map.entry("rediss", "cache-redis"),
            Map.entry("redis-socket", "cache-redis"),
            Map.entry("redis-sentinel", "cache-redis"),
            Map.entry("rediss-sentinel", "cache-redis"),
            Map.entry("redis-cluster", "cache-redis"),
            Map.entry("rediss-cluster", "cache-redis"),
            Map.entry("memcached", "cache-memcached"),
            Map.entry("fallback", "cache-fallback"),
            Map.entry("breaker", "cache-fallback"));
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);

    private Caches() {}

    /**
     * Opens a cache with default options.
     *
     * @param url such as {@code local:}, {@code redis://host:6379} or {@code memcached://host1,host2?timeout=100ms}
     * @return the open cache, to be closed by the caller
     * @throws CacheConfigurationException if the URL, or the set of drivers, can't be used as it is
     * @throws CacheUnavailableException if the server is not there
     * @throws CacheAuthenticationException if the server refuses the credentials, or the user lacks a right
     */
    public static DistributedCache open(String url) {
        return open(url, CacheOptions.defaults());
    }

    /**
     * Opens a cache.
     *
     * @param url what to open
     * @param options who observes, and where time and chance come from
     * @return the open cache, to be closed by the caller
     * @throws CacheConfigurationException if the URL, or the set of drivers, can't be used as it is
     * @throws CacheUnavailableException if the server is not there
     * @throws CacheAuthenticationException if the server refuses the credentials, or the user lacks a right
     */
    public static DistributedCache open(String url, CacheOptions options) {
        return open(CacheUrl.parse(url), options);
    }

    /**
     * Opens a cache.
     *
     * @param url what to open
     * @param options who observes, and where time and chance come from
     * @return the open cache, to be closed by the caller
     * @throws CacheConfigurationException if the URL, or the set of drivers, can't be used as it is
     * @throws CacheUnavailableException if the server is not there
     * @throws CacheAuthenticationException if the server refuses the credentials, or the user lacks a right
     */
    public static DistributedCache open(CacheUrl url, CacheOptions options) {
        GuardedObserver observer =
                options.observer() == CacheObserver.none() ? null : GuardedObserver.around(options.observer());
        DistributedCache cache;
        try {
            cache = open(
                    url.withParameters(options.parameters()),
                    options,
                    observer == null ? options.observer() : observer);
        } catch (RuntimeException | Error e) {
            if (observer != null) {
                observer.close();
            }
            throw e;
        }
        return observer == null ? cache : ObservedCache.of(cache, observer);
    }

    private static DistributedCache open(CacheUrl url, CacheOptions options, CacheObserver observer) {
        CacheDriver driver = driverFor(url);
        UrlParameters parameters = new UrlParameters(url);
        String prefix = parameters.text("prefix");
        DriverContext context = new DriverContext(
                parameters,
                timeout(parameters, "timeout", DriverContext.DEFAULT_TIMEOUT_MILLIS),
                timeout(parameters, "connectTimeout", DriverContext.DEFAULT_CONNECT_TIMEOUT_MILLIS),
                (int) parameters.bytes("maxValueBytes", DriverContext.DEFAULT_MAX_VALUE_BYTES, 1, 512 << 20),
                parameters.flag("startDegraded", false),
                observer,
                options.ticker(),
                options.clock(),
                options.random(),
                member -> open(member, options, observer),
                (member, watcher) -> open(member, options, watcher));
        checkPrefix(parameters, prefix);
        DistributedCache cache = driver.open(url, context);
        return prefix == null || prefix.isEmpty() ? cache : new PrefixedCache(cache, prefix);
    }

    private static Duration timeout(UrlParameters parameters, String name, int defaultMillis) {
        return parameters.duration(name, Duration.ofMillis(defaultMillis), Duration.ofMillis(1), LONGEST_TIMEOUT);
    }

    private static void checkPrefix(UrlParameters parameters, @Nullable String prefix) {
        try {
            if (prefix != null && !prefix.isEmpty()) {
                KeyRules.check(prefix);
            }
        } catch (IllegalArgumentException e) {
            parameters.problem("prefix: " + e.getMessage());
        }
    }

    private static CacheDriver driverFor(CacheUrl url) {
        Collection<CacheDriver> drivers = drivers();
        List<CacheDriver> fitting = drivers.stream()
                .filter(driver -> driver.schemes().contains(url.scheme()))
                .toList();
        if (fitting.size() > 1) {
            throw new CacheConfigurationException(
                    url.endpoint(),
                    List.of("several drivers open " + url.scheme() + ": "
                            + String.join(
                                    ", ",
                                    fitting.stream()
                                            .map(driver -> driver.getClass().getName())
                                            .toList())
                            + "; leave one of them on the class path"));
        }
        if (fitting.isEmpty()) {
            throw new CacheConfigurationException(url.scheme() + ":…", List.of(noDriver(url.scheme(), drivers)));
        }
        return fitting.get(0);
    }

    private static String noDriver(String scheme, Collection<CacheDriver> drivers) {
        TreeSet<String> known = new TreeSet<>(ARTIFACTS.keySet());
        List<String> found = new ArrayList<>();
        for (CacheDriver driver : drivers) {
            known.addAll(driver.schemes());
            found.add(driver.getClass().getSimpleName() + " for " + String.join(", ", new TreeSet<>(driver.schemes())));
        }
        String artifact = ARTIFACTS.get(scheme);
        return "there is no driver for the scheme " + scheme
                + (artifact == null ? Suggestion.among(known, scheme) : ": add dev.holdfast:" + artifact)
                + "; found: " + (found.isEmpty() ? "none" : String.join("; ", found));
    }

    /**
     * The drivers found, by the calling thread's context class loader and by this class's own.
     *
     * @return in the order found, each class once
     * @throws CacheConfigurationException if a driver is registered that can't be loaded
     */
    public static List<CacheDriver> drivers() {
        Map<String, CacheDriver> drivers = new LinkedHashMap<>();
        try {
            for (CacheDriver driver : ServiceLoader.load(CacheDriver.class)) {
                drivers.putIfAbsent(driver.getClass().getName(), driver);
            }
            for (CacheDriver driver : ServiceLoader.load(CacheDriver.class, Caches.class.getClassLoader())) {
                drivers.putIfAbsent(driver.getClass().getName(), driver);
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new CacheConfigurationException(
                    null,
                    List.of("a driver can't be loaded: " + e.getMessage()
                            + (e.getCause() == null ? "" : ", because of " + e.getCause())));
        }
        return List.copyOf(drivers.values());
    }
}
