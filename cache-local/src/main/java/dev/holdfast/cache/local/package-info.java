/**
 * The in-process driver, scheme {@code local}: Caffeine's bounded, scan-resistant map, with an expiry an entry, and
 * with versions and counters that are atomic a key.
 */
@NullMarked
package dev.holdfast.cache.local;

import org.jspecify.annotations.NullMarked;
