/**
 * What the recipes promise as a JUnit suite for any cache, and what tests of one's own use of them need: time that moves
 * when it is told to, and loaders that do as they are told.
 */
@NullMarked
package dev.holdfast.cache.tck.recipes;

import org.jspecify.annotations.NullMarked;
