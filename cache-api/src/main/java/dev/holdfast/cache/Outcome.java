package dev.holdfast.cache;

/** What is known of the stored value after a call that failed. */
public enum Outcome {
    /** Certain: nothing was changed by the call. */
    NOT_APPLIED,

    /** The call may have been carried out, once, or may still be: the answer was lost or never waited for. */
    UNKNOWN
}
