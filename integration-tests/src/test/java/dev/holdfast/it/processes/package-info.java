/** Several JVMs on the same servers, one of them killed: what they count, change and lock together stays exact. */
@NullMarked
package dev.holdfast.it.processes;

import org.jspecify.annotations.NullMarked;
