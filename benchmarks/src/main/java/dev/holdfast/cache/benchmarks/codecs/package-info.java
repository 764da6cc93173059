/** What turning a value into bytes and back costs, beside the libraries the codecs stand on. */
@NullMarked
package dev.holdfast.cache.benchmarks.codecs;

import org.jspecify.annotations.NullMarked;
