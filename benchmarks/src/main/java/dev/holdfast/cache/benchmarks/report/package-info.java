/** What becomes of what was measured: tables, rows and charts. */
@NullMarked
package dev.holdfast.cache.benchmarks.report;

import org.jspecify.annotations.NullMarked;
