package dev.holdfast.cache.tck.fake;

import java.util.concurrent.atomic.AtomicLong;

/** What went through a proxy; written by its thread, read by any. */
final class ProxyTraffic {
    final AtomicLong accepted = new AtomicLong();
    final AtomicLong open = new AtomicLong();
    final AtomicLong requestBytes = new AtomicLong();
    final AtomicLong replyBytes = new AtomicLong();
    final AtomicLong droppedBytes = new AtomicLong();
    final AtomicLong writes = new AtomicLong();

    void received(Direction direction, int bytes) {
        (direction == Direction.TO_SERVER ? requestBytes : replyBytes).addAndGet(bytes);
    }
}
