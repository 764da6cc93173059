/**
 * Objects in this process in front of a shared cache: {@link dev.holdfast.cache.recipes.near.NearCache}, kept true by the
 * server's own word, by messages, or for a short time only.
 */
@NullMarked
package dev.holdfast.cache.recipes.near;

import org.jspecify.annotations.NullMarked;
