package dev.holdfast.cache.redis;

import java.util.concurrent.atomic.AtomicBoolean;

/** Calls listeners so that one which throws harms neither other listeners nor the connections. */
final class ListenerGuard {
    private static final System.Logger LOG = System.getLogger(ListenerGuard.class.getName());

    private final AtomicBoolean failed = new AtomicBoolean();

    void call(Runnable word) {
        try {
            word.run();
        } catch (Throwable t) { // a listener's error, too, must not keep a connection from being replaced
            if (!failed.getAndSet(true)) {
                LOG.log(System.Logger.Level.WARNING, "a listener failed; further failures are not told", t);
            }
        }
    }
}
