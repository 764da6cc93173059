/**
 * Load on real servers that are broken every few seconds: nothing acknowledged is lost, nothing old comes back, nothing
 * is another's, and neither memory nor threads nor sockets grow.
 */
@NullMarked
package dev.holdfast.it.load;

import org.jspecify.annotations.NullMarked;
