package dev.holdfast.cache.recipes.fleet;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.spi.CounterDigits;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * What a counter's key can hold: digits, or the lease of the process that restores it. A lease is no digits, so that
 * nothing counts on it, and it lies under the counter's own key, so that putting the restored count there is one cas,
 * which a restorer whose lease is gone loses.
 */
final class CounterEntry {
    private static final String LEASE = "restoring:";

    private CounterEntry() {}

    static byte[] lease(String token) {
        return Claims.bytes(LEASE + token);
    }

    static boolean isLease(byte[] value) {
        return new String(value, StandardCharsets.ISO_8859_1).startsWith(LEASE);
    }

    /**
     * The count; empty for a lease.
     *
     * @throws NotACounterException if it is neither
     */
    static OptionalLong count(DistributedCache cache, String key, byte[] value) {
        OptionalLong count = CounterDigits.parse(value);
        if (count.isEmpty() && !isLease(value)) {
            throw new NotACounterException(FailedCall.unsent(Operation.GET, key, cache.toString()), null);
        }
        return count;
    }
}
