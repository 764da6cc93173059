/** What a closed breaker costs: around a Redis get, and alone. */
@NullMarked
package dev.holdfast.cache.benchmarks.breaker;

import org.jspecify.annotations.NullMarked;
