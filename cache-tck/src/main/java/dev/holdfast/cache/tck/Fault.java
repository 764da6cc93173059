package dev.holdfast.cache.tck;

/** What a {@link CacheHarness} may do to the server behind a cache. */
public enum Fault {
    /** Connections are refused and open ones are closed: the server is gone. */
    REFUSE,

    /** Nothing is answered any more, and nothing is closed: the server hangs. Commands may be carried out later. */
    HANG,

    /** Nothing arrives and nothing is answered or closed: the network is gone. */
    BLACK_HOLE,

    /** Commands are carried out, then the connection is reset before their answers arrive, again and again. */
    LOSE_ANSWERS,

    /** The server has been restarted, without its data. It is up again when {@link CacheHarness#cause} returns. */
    RESTART_EMPTY
}
