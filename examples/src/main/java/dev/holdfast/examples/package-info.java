/**
 * What {@code ./demo} plays: acts, each a short story about the cache's interface, told on any backend. {@link
 * dev.holdfast.examples.Demo} is the door; {@code Repertoire} lists the acts; the other types are the stage they are
 * played on.
 */
@NullMarked
package dev.holdfast.examples;

import org.jspecify.annotations.NullMarked;
