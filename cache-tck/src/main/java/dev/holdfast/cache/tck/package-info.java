/**
 * The contract as a JUnit suite: a driver or decorator implements {@link dev.holdfast.cache.tck.CacheHarness} and one
 * test class that implements {@link dev.holdfast.cache.tck.CacheContract}. Every test cites its clause of
 * {@code contract.md}, which lies beside these classes.
 */
@NullMarked
package dev.holdfast.cache.tck;

import org.jspecify.annotations.NullMarked;
