/**
 * Faults, time and the order of events under a test's control: {@link dev.holdfast.cache.tck.fake.FakeTicker} is the
 * clock, {@link dev.holdfast.cache.tck.fake.FaultyCache} breaks the calls to any cache by a plan,
 * {@link dev.holdfast.cache.tck.fake.TcpFaultProxy} breaks the connections between a driver and a real server,
 * {@link dev.holdfast.cache.tck.fake.Interleavings} runs what several processes do in every order, and
 * {@link dev.holdfast.cache.tck.fake.History} says whether what they were answered can be true.
 */
@NullMarked
package dev.holdfast.cache.tck.fake;

import org.jspecify.annotations.NullMarked;
