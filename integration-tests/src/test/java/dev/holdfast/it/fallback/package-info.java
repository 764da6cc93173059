/**
 * Moving to new servers, tried: the well-known ways it goes wrong, told as scenarios that the naive caches here fail and
 * ours holds; and two processes' calls in every order of their steps.
 */
@NullMarked
package dev.holdfast.it.fallback;

import org.jspecify.annotations.NullMarked;
