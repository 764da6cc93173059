/**
 * How contenders are compared: all of a group are open in one JVM, each in a class loader of its own, and take short
 * turns, round after round. A round is compared with its own baseline, which plays twice.
 */
@NullMarked
package dev.holdfast.cache.benchmarks.race;

import org.jspecify.annotations.NullMarked;
