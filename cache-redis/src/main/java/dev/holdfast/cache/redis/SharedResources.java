package dev.holdfast.cache.redis;

import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Event loops and timers, one set for all caches of the JVM: the last cache to close ends their threads. The one piece
 * of static state in this module, for threads are the JVM's.
 */
final class SharedResources {
    private static @Nullable SharedResources current;
    private static int users;

    private final ChannelFinder channels = new ChannelFinder();
    private final ClientResources resources = DefaultClientResources.builder()
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .nettyCustomizer(channels)
            .build();

    private SharedResources() {
        startAllThreads(resources.eventExecutorGroup());
    }

    static synchronized SharedResources acquire() {
        if (current == null) {
            current = new SharedResources();
        }
        users++;
        return current;
    }

    ClientResources resources() {
        return resources;
    }

    ChannelFinder channels() {
        return channels;
    }

    /** So that threads come with the first cache and go with the last, whatever happens in between. */
    static void startAllThreads(@Nullable EventExecutorGroup group) {
        if (group != null) {
            group.forEach(executor -> executor.execute(() -> {}));
        }
    }

    static void release(Duration patience) {
        SharedResources last = leave();
        if (last != null) {
            last.resources
                    .shutdown(0, patience.toMillis(), TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static synchronized @Nullable SharedResources leave() {
        users--;
        if (users > 0) {
            return null;
        }
        SharedResources last = current;
        current = null;
        return last;
    }
}
