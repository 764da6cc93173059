package dev.holdfast.cache.tck.fake;

/** Which way bytes go through a {@link TcpFaultProxy}. */
enum Direction {
    TO_SERVER,
    TO_CLIENT
}
