/** What callers live through while a server is away: ours beside the usual clients at their defaults. */
@NullMarked
package dev.holdfast.cache.benchmarks.outage;

import org.jspecify.annotations.NullMarked;
