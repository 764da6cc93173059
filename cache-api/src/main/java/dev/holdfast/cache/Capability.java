package dev.holdfast.cache;

/**
 * What a backend can do beyond the part of the contract that every backend keeps.
 *
 * <p>Asking for a capability that {@link DistributedCache#capabilities()} does not list throws
 * {@link UnsupportedCacheOperationException}; nothing is emulated with weaker guarantees in silence.
 */
public enum Capability {
    /** {@code cas} tells every write apart, also one of equal bytes. Exactly one of the two CAS capabilities is present. */
    CAS_BY_VERSION,

    /** {@code cas} compares bytes: a rewrite with equal bytes passes as unchanged. */
    CAS_BY_VALUE,

    /** {@link DistributedCache#ttl(String)} answers. */
    TTL_READ,

    /** {@link DistributedCache#touch(String, Ttl)} answers. */
    TOUCH,

    /** {@link DistributedCache#getAndTouch(String, Ttl)} answers. */
    GET_AND_TOUCH
}
