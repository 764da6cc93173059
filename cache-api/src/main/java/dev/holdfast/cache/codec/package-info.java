/**
 * The built-in codecs: text, bytes, counters, Java serialization behind an allow-list, compression, encryption, and
 * changes of format.
 */
@NullMarked
package dev.holdfast.cache.codec;

import org.jspecify.annotations.NullMarked;
