/**
 * The real servers our tests run against, each on a free port with a configuration of its own, stopped after the test
 * or at the latest with the JVM; links between client and server that can be broken; and the harnesses that bring both
 * to the contract suite.
 */
@NullMarked
package dev.holdfast.servers;

import org.jspecify.annotations.NullMarked;
