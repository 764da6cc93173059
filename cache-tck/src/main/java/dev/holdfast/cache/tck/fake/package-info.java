/**
 * Faults and time under a test's control: {@link dev.holdfast.cache.tck.fake.FakeTicker} is the clock,
 * {@link dev.holdfast.cache.tck.fake.FaultyCache} breaks the calls to any cache by a plan, and
 * {@link dev.holdfast.cache.tck.fake.TcpFaultProxy} breaks the connections between a driver and a real server.
 */
@NullMarked
package dev.holdfast.cache.tck.fake;

import org.jspecify.annotations.NullMarked;
