/**
 * JSON and MessagePack codecs on Jackson 3's data binding: {@link dev.holdfast.cache.codec.jackson.JacksonCodecs}.
 */
@NullMarked
package dev.holdfast.cache.codec.jackson;

import org.jspecify.annotations.NullMarked;
