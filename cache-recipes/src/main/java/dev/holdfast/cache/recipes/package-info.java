/** What people build on a cache, each on any {@link dev.holdfast.cache.DistributedCache}, in a package of its own. */
@NullMarked
package dev.holdfast.cache.recipes;

import org.jspecify.annotations.NullMarked;
