package dev.holdfast.cache.memcached;

/** How a write ended, in the words of the protocol. */
enum Stored {
    /** Done: stored, deleted, touched. */
    DONE,
    /** An add found the key taken, a replace found it absent. */
    NOT_STORED,
    /** A cas found another version. */
    EXISTS,
    /** There is no such entry. */
    NOT_FOUND
}
