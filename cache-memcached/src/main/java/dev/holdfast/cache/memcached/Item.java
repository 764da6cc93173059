package dev.holdfast.cache.memcached;

/**
 * An entry as the server holds it.
 *
 * @param value the bytes, this caller's alone
 * @param flags the client's number beside it
 * @param unique the number of its last write; 0 where it was not asked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Item(byte[] value, int flags, long unique) {}
