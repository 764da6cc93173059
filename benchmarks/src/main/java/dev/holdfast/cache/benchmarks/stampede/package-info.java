/** A crowd in several processes asks for one missing key: the command behind {@code docs/recipes/stampede.md}. */
@NullMarked
package dev.holdfast.cache.benchmarks.stampede;

import org.jspecify.annotations.NullMarked;
