package dev.holdfast.cache.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** What the topics of the suite share. */
interface ContractTopic {
    /** Long enough that nothing expires during a test. */
    Ttl LONG = Ttl.ofMinutes(10);

    /**
     * What is tried.
     *
     * @return always the same
     */
    CacheHarness harness();

    /**
     * The cache under test.
     *
     * @return open
     */
    default DistributedCache cache() {
        return harness().cache();
    }

    /**
     * A key no other test has used, also not in another process on the same server.
     *
     * @param name what the test calls it
     * @return the key
     */
    default String fresh(String name) {
        return FreshKeys.PREFIX + FreshKeys.COUNT.incrementAndGet() + ":" + name;
    }

    /**
     * The UTF-8 bytes of a text.
     *
     * @param text the text
     * @return a new array
     */
    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** Null, where a test passes one against the annotations. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    static <T> T nothing() {
        return null;
    }

    /** What makes keys fresh. */
    final class FreshKeys {
        private static final String PREFIX =
                "tck:" + UUID.randomUUID().toString().substring(0, 8) + ":";
        private static final AtomicLong COUNT = new AtomicLong();

        private FreshKeys() {}
    }
}
