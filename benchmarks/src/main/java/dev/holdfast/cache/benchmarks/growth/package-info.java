/** How cost grows: with keys, servers, and cache instances. */
@NullMarked
package dev.holdfast.cache.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
