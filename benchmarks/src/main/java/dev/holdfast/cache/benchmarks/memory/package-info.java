/** What a client takes up: an instance that idles, and a call that waits. */
@NullMarked
package dev.holdfast.cache.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
