/** What groups on bytes have in common: what their contenders can do, and the calls that are measured. */
@NullMarked
package dev.holdfast.cache.benchmarks.store;

import org.jspecify.annotations.NullMarked;
