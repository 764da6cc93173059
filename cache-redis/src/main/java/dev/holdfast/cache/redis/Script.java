package dev.holdfast.cache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/** The scripts, one resource file each; every one of one key, but for counts that are merged, and atomic. */
@SuppressWarnings("ImmutableEnumChecker") // the arrays are never handed out
enum Script {
    /** Stores if unchanged. */
    CAS("cas"),
    /** Deletes if unchanged. */
    DELETE("delete"),
    /** Counts up or down. */
    COUNT("count"),
    /** Gives a new time to live. */
    TOUCH("touch"),
    /** Reads and gives a new time to live. */
    GET_AND_TOUCH("getAndTouch");

    private static final byte[] EVALSHA = Frame.ascii("EVALSHA");
    private static final byte[] EVAL = Frame.ascii("EVAL");
    private static final byte[] ONE_KEY = Frame.ascii("1");

    private final byte[] body;
    private final byte[] digest;

    Script(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            body = Objects.requireNonNull(in, name).readAllBytes();
            digest = Frame.ascii(
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(body)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** By its digest, which a server knows that has run it before. */
    Request byDigest(byte[] key, byte[]... arguments) {
        if (this == COUNT) {
            Merging merging = arguments.length == 1 ? Merging.COUNTS : Merging.CREATING_COUNTS;
            return Request.mergeable(merging, key, arguments);
        }
        return request(EVALSHA, digest, key, arguments);
    }

    /** With its text: after NOSCRIPT. */
    Request byText(byte[] key, byte[]... arguments) {
        return request(EVAL, body, key, arguments);
    }

    private static Request request(byte[] command, byte[] script, byte[] key, byte[]... arguments) {
        return Request.command(Frame.join(
                Frame.head(4 + arguments.length), Frame.bulks(command, script, ONE_KEY, key), Frame.bulks(arguments)));
    }

    /** What stands before so many keys, and so many arguments of each. */
    byte[] head(int keys, int argumentsEach) {
        return Frame.join(
                Frame.head(3 + keys * (1 + argumentsEach)), Frame.bulks(EVALSHA, digest, Frame.decimal(keys)));
    }
}
