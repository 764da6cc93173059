package dev.holdfast.cache;

import java.io.Serial;

/** The backend lacks the capability asked for; nothing was sent. The outcome is {@link Outcome#NOT_APPLIED}. */
public final class UnsupportedCacheOperationException extends CachePermanentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What is missing. */
    private final Capability capability;

    /**
     * A capability that is not there.
     *
     * @param call the call that failed
     * @param capability what {@link DistributedCache#capabilities()} does not list
     */
    public UnsupportedCacheOperationException(FailedCall call, Capability capability) {
        super(call, Outcome.NOT_APPLIED, "this backend lacks the capability " + capability, null);
        this.capability = capability;
    }

    /**
     * What is missing.
     *
     * @return the capability
     */
    public Capability capability() {
        return capability;
    }
}
