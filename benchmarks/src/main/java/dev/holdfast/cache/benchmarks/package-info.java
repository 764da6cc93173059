/**
 * What a call costs, as ratios: contenders take turns in short JVM runs, each round is compared with its own baseline,
 * and a round in which the baseline does not equal itself is thrown away. Groups of contenders live in sub-packages.
 */
@NullMarked
package dev.holdfast.cache.benchmarks;

import org.jspecify.annotations.NullMarked;
