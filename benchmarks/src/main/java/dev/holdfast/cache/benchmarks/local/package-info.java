/** The in-process cache beside bare Caffeine and a bare map. */
@NullMarked
package dev.holdfast.cache.benchmarks.local;

import org.jspecify.annotations.NullMarked;
