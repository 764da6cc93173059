/** The same calls by JMH, a fresh JVM for each contender: to check the races by. */
@NullMarked
package dev.holdfast.cache.benchmarks.alone;

import org.jspecify.annotations.NullMarked;
