package dev.holdfast.cache.spi;

import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.DistributedCache;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a driver is given beside the URL: the parameters common to all drivers, already read and checked, and where
 * time, chance and events go.
 *
 * @param parameters the reader for the driver's own parameters
 * @param timeout how long an operation may take; default {@value #DEFAULT_TIMEOUT_MILLIS} ms
 * @param connectTimeout how long connecting may take; default {@value #DEFAULT_CONNECT_TIMEOUT_MILLIS} ms
 * @param maxValueBytes the largest value accepted, the same default on every backend: {@value #DEFAULT_MAX_VALUE_BYTES}
 * @param startDegraded whether to open although the server is not there; default false
 * @param observer who is told of state moves; never throws and never blocks
 * @param ticker a monotonic clock in nanoseconds
 * @param clock the wall clock
 * @param random for jitter, safe for several threads
 * @param opener opens a member of a composite, with the same options
 * @param watchedOpener opens a member of a composite, with the same options but for the observer who is told of its state
 *     moves; that one must never throw and never block
 */
public record DriverContext(
        UrlParameters parameters,
        Duration timeout,
        Duration connectTimeout,
        int maxValueBytes,
        boolean startDegraded,
        CacheObserver observer,
        LongSupplier ticker,
        InstantSource clock,
        RandomGenerator random,
        Function<CacheUrl, DistributedCache> opener,
        BiFunction<CacheUrl, CacheObserver, DistributedCache> watchedOpener) {
    /** The default of {@code timeout}, in milliseconds. */
    public static final int DEFAULT_TIMEOUT_MILLIS = 250;

    /** The default of {@code connectTimeout}, in milliseconds. */
    public static final int DEFAULT_CONNECT_TIMEOUT_MILLIS = 1_000;

    /** The default of {@code maxValueBytes}: 1 MiB less 1 KiB, so that memcached's item header and key fit beside it. */
    public static final int DEFAULT_MAX_VALUE_BYTES = 1_047_552;
}
