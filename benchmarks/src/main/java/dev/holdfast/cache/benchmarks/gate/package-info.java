/** What does not depend on the machine's mood, kept and compared: bytes allocated, flushes, and bytes on the wire, of a lone caller. */
@NullMarked
package dev.holdfast.cache.benchmarks.gate;

import org.jspecify.annotations.NullMarked;
