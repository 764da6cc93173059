package dev.holdfast.cache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/** The scripts, one resource file each; every one of one key, and atomic on the server. */
@SuppressWarnings("ImmutableEnumChecker") // the arrays are never handed out
enum Script {
    /** Stores if unchanged. */
    CAS("cas"),
    /** Deletes if unchanged. */
    DELETE("delete"),
    /** Counts up. */
    INCR("incr"),
    /** Counts down, to zero at most. */
    DECR("decr"),
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
        return request(EVALSHA, digest, key, arguments);
    }

    /** With its text: after NOSCRIPT. */
    Request byText(byte[] key, byte[]... arguments) {
        return request(EVAL, body, key, arguments);
    }

    private static Request request(byte[] command, byte[] script, byte[] key, byte[]... arguments) {
        byte[][] words = new byte[4 + arguments.length][];
        words[0] = command;
        words[1] = script;
        words[2] = ONE_KEY;
        words[3] = key;
        System.arraycopy(arguments, 0, words, 4, arguments.length);
        return Request.command(Frame.of(words));
    }
}
