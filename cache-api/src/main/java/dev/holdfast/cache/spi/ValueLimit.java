package dev.holdfast.cache.spi;

import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;

/**
 * The largest value a cache accepts (contract clause VAL-2): checked before anything is sent, so that what was stored
 * stays.
 *
 * @param maxBytes the largest length of a value, 1 or more
 * @param endpoint the cache, for messages
 */
public record ValueLimit(int maxBytes, String endpoint) {
    /**
     * Checks a value.
     *
     * @param operation what is asked, for the message
     * @param key the key, for the message
     * @param value the value
     * @return the same value
     * @throws NullPointerException if the value is null
     * @throws CacheRejectedException if it is too large
     */
    public byte[] check(Operation operation, String key, byte[] value) {
        if (value.length > maxBytes) {
            throw new CacheRejectedException(
                    FailedCall.unsent(operation, key, endpoint),
                    CacheRejectedException.Reason.TOO_LARGE,
                    "the value has " + value.length + " bytes, and maxValueBytes is " + maxBytes
                            + ": store less, compress it, or raise maxValueBytes here and on the server",
                    null);
        }
        return value;
    }
}
