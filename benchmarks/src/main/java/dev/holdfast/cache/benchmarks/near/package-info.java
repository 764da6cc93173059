/** What a hit in this process costs in front of a shared cache, beside a plain bounded map. */
@NullMarked
package dev.holdfast.cache.benchmarks.near;

import org.jspecify.annotations.NullMarked;
