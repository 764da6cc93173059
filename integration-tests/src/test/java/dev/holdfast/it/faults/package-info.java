/**
 * Every backend in every composition while everything goes wrong that can: what was called and answered is recorded, and
 * judged by invariants.
 */
@NullMarked
package dev.holdfast.it.faults;

import org.jspecify.annotations.NullMarked;
