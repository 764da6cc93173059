package dev.holdfast.cache.redis;

/** Is told what becomes of nodes and slots; on any thread, and must not block. */
interface NodeWatch {
    /** Does nothing. */
    NodeWatch NOBODY = new NodeWatch() {};

    /** A node is going to be used: called before anything is asked of it. */
    default void added(Node node) {}

    /** A node is used no more. */
    default void removed(Node node) {}

    /** A connection stands, and is used from now on. */
    default void connected(Node node) {}

    /** A connection was lost: called before there is another. */
    default void lost(Node node) {}

    /** Slots have other masters than before. */
    default void slotsMoved() {}
}
