package dev.holdfast.cache;

/** The operations of a cache, as errors and events name them. */
public enum Operation {
    /** Opening a cache by URL. */
    OPEN("open"),
    /** {@link DistributedCache#get(String)}. */
    GET("get"),
    /** {@link DistributedCache#getAll(java.util.Collection)}. */
    GET_ALL("getAll"),
    /** {@link DistributedCache#gets(String)}. */
    GETS("gets"),
    /** {@link DistributedCache#getsAll(java.util.Collection)}. */
    GETS_ALL("getsAll"),
    /** {@link DistributedCache#set(String, byte[], Ttl)}. */
    SET("set"),
    /** {@link DistributedCache#setAll(java.util.Map, Ttl)}. */
    SET_ALL("setAll"),
    /** {@link DistributedCache#add(String, byte[], Ttl)}. */
    ADD("add"),
    /** {@link DistributedCache#replace(String, byte[], Ttl)}. */
    REPLACE("replace"),
    /** {@link DistributedCache#cas(String, byte[], CasToken, Ttl)}. */
    CAS("cas"),
    /** {@link DistributedCache#delete(String)}, with or without a token. */
    DELETE("delete"),
    /** {@link DistributedCache#deleteAll(java.util.Collection)}. */
    DELETE_ALL("deleteAll"),
    /** {@link DistributedCache#incr(String, long)}, with or without an initial value. */
    INCR("incr"),
    /** {@link DistributedCache#decr(String, long)}, with or without an initial value. */
    DECR("decr"),
    /** {@link DistributedCache#touch(String, Ttl)}. */
    TOUCH("touch"),
    /** {@link DistributedCache#getAndTouch(String, Ttl)}. */
    GET_AND_TOUCH("getAndTouch"),
    /** {@link DistributedCache#ttl(String)}. */
    TTL("ttl"),
    /** {@link DistributedCache#ping()}. */
    PING("ping"),
    /** {@link Broadcasts#publish(String, byte[])}. */
    PUBLISH("publish"),
    /** Turning a value into bytes, before a write. */
    ENCODE("encode"),
    /** Turning bytes into a value, after a read. */
    DECODE("decode");

    private final String verb;

    Operation(String verb) {
        this.verb = verb;
    }

    /**
     * The method's name.
     *
     * @return such as {@code getAll}
     */
    public String verb() {
        return verb;
    }

    /**
     * Whether it leaves every entry as it was, so that it may be repeated freely.
     *
     * @return true for get, gets, their bulk forms, ttl and ping
     */
    public boolean isRead() {
        return switch (this) {
            case GET, GET_ALL, GETS, GETS_ALL, TTL, PING, DECODE -> true;
            default -> false;
        };
    }
}
