package dev.holdfast.cache.spi;

import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.DistributedCache;
import java.util.Set;

/**
 * Opens caches of one kind; found by {@link java.util.ServiceLoader}.
 *
 * <p>A driver has a public constructor without parameters, no state, and is safe for many threads. Register it in
 * {@code module-info.java} ({@code provides}) and in {@code META-INF/services}, so that it is found on module path and
 * class path alike. How to write and prove one: {@code docs/write-a-driver.md}.
 */
public interface CacheDriver {
    /**
     * The URL schemes it opens.
     *
     * @return at least one, lower case; no other driver's
     */
    Set<String> schemes();

    /**
     * Opens a cache. Reads its parameters from {@link DriverContext#parameters()} and calls
     * {@link UrlParameters#verify()} before it connects.
     *
     * @param url what to open; its scheme is one of {@link #schemes()}
     * @param context the common options, and what the driver may use
     * @return the open cache; its {@code toString} is {@link CacheUrl#endpoint()}
     * @throws dev.holdfast.cache.CacheConfigurationException if the URL can't be opened as it is
     * @throws dev.holdfast.cache.CacheUnavailableException if the server is not there, unless
     *     {@link DriverContext#startDegraded()}
     */
    DistributedCache open(CacheUrl url, DriverContext context);
}
