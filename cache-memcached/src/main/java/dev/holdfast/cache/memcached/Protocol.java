package dev.holdfast.cache.memcached;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds requests; keys are as they go over the wire, checked and encoded by {@link WireKey}. */
interface Protocol {
    /** The verbs that store a value. */
    enum Verb {
        SET,
        ADD,
        REPLACE,
        CAS
    }

    /** Reads a value; {@link Item#unique()} may be missing. */
    Request<@Nullable Item> get(byte[] key);

    /** Reads a value with its unique number. */
    Request<@Nullable Item> gets(byte[] key);

    /** Reads many values in one round trip; the answer has an element for each key, null where it is absent. */
    Request<@Nullable Item[]> getMany(List<byte[]> keys, boolean withUnique);

    /** Stores a value; the unique number is for {@link Verb#CAS} alone. */
    Request<Stored> store(Verb verb, byte[] key, byte[] value, int flags, int exptime, long unique);

    Request<Stored> delete(byte[] key);

    /** Deletes only the entry of that number. */
    Request<Stored> delete(byte[] key, long unique);

    /** Counts a counter that is there; delta and sum are unsigned; null where the key is absent. */
    Request<@Nullable Long> count(boolean up, byte[] key, long delta);

    /** Counts up only the entry of that number; for servers that have such a command. */
    Request<CountIf> countIf(byte[] key, long delta, long unique);

    Request<Stored> touch(byte[] key, int exptime);

    Request<@Nullable Item> getAndTouch(byte[] key, int exptime);

    /** What is left of an entry in seconds, -1 for no expiry; null where the key is absent. */
    Request<@Nullable Long> secondsLeft(byte[] key);

    /** Asks for the server's version. */
    Request<String> version();

    /** Asks for the server's settings. */
    Request<Map<String, String>> settings();

    /** Presents credentials; answered only if they are accepted. */
    Request<Stored> authenticate(String user, String password);

    /**
     * How a conditional count ended.
     *
     * @param outcome {@link Stored#DONE}, {@link Stored#EXISTS} or {@link Stored#NOT_FOUND}
     * @param sum the new count where it is done
     */
    record CountIf(Stored outcome, long sum) {}
}
