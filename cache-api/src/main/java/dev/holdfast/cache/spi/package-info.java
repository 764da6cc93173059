/**
 * What a driver implements and may use: {@link dev.holdfast.cache.spi.CacheDriver} found by
 * {@link java.util.ServiceLoader}, its {@link dev.holdfast.cache.spi.DriverContext}, the reader of its URL parameters
 * and the checks every driver owes its callers.
 */
@NullMarked
package dev.holdfast.cache.spi;

import org.jspecify.annotations.NullMarked;
