package dev.holdfast.cache.memcached;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text protocol, with memcached 1.6's meta commands where no plain command says as much. */
final class TextProtocol implements Protocol {
    private static final byte[] GETS = Ascii.bytes("gets ");
    private static final byte[] DELETE = Ascii.bytes("delete ");
    private static final byte[] INCR = Ascii.bytes("incr ");
    private static final byte[] DECR = Ascii.bytes("decr ");
    private static final byte[] TOUCH = Ascii.bytes("touch ");
    private static final byte[] CAS = Ascii.bytes("cas ");
    private static final byte[] META_GET = Ascii.bytes("mg ");
    private static final byte[] META_COUNT = Ascii.bytes("ma ");
    private static final byte[] NO_VALUE = {};

    /** The first moment that is no duration: in January 1970. A negative number says as much, but not to every proxy. */
    private static final int LONG_AGO = 30 * 24 * 60 * 60 + 1;

    private final boolean mergesGets;

    TextProtocol() {
        this(true);
    }

    /**
     * Speaks to a server, or to a proxy.
     *
     * @param mergesGets whether gets may be sent as one command: one of which a proxy can't ask all ends its connection
     */
    TextProtocol(boolean mergesGets) {
        this.mergesGets = mergesGets;
    }

    /** One line: a verb with its space, a key, and what follows the key. */
    static byte[] line(byte[] verb, byte[] key, String rest) {
        byte[] line = new byte[verb.length + key.length + rest.length() + 2];
        System.arraycopy(verb, 0, line, 0, verb.length);
        System.arraycopy(key, 0, line, verb.length, key.length);
        end(line, verb.length + key.length, rest);
        return line;
    }

    @SuppressWarnings("deprecation") // the one that copies ASCII without an array between
    private static int end(byte[] line, int at, String rest) {
        rest.getBytes(0, rest.length(), line, at);
        int end = at + rest.length();
        line[end] = '\r';
        line[end + 1] = '\n';
        return end + 2;
    }

    @Override
    public Request<@Nullable Item> get(byte[] key) {
        return new TextGet(line(TextGet.VERB, key, ""), key, mergesGets);
    }

    @Override
    public Request<@Nullable Item> gets(byte[] key) {
        return new TextGet(line(GETS, key, ""), key, false);
    }

    @Override
    public Request<@Nullable Item[]> getMany(List<byte[]> keys, boolean withUnique) {
        return new TextGetMany(listOf(withUnique ? GETS : TextGet.VERB, keys), keys);
    }

    /** One line: a verb with its space, and keys. */
    static byte[] listOf(byte[] verb, List<byte[]> keys) {
        int length = verb.length + 1;
        for (byte[] key : keys) {
            length += key.length + 1;
        }
        byte[] command = new byte[length];
        System.arraycopy(verb, 0, command, 0, verb.length);
        int at = verb.length;
        for (byte[] key : keys) {
            System.arraycopy(key, 0, command, at, key.length);
            at += key.length;
            command[at++] = ' ';
        }
        end(command, at - 1, "");
        return command;
    }

    @Override
    public Request<Stored> store(Verb verb, byte[] key, byte[] value, int flags, int exptime, long unique) {
        String rest = " " + Integer.toUnsignedString(flags) + " " + exptime + " " + value.length
                + (verb == Verb.CAS ? " " + Long.toUnsignedString(unique) : "");
        byte[] name = storing(verb);
        byte[] command = new byte[name.length + key.length + rest.length() + 2 + value.length + 2];
        System.arraycopy(name, 0, command, 0, name.length);
        System.arraycopy(key, 0, command, name.length, key.length);
        int at = end(command, name.length + key.length, rest);
        System.arraycopy(value, 0, command, at, value.length);
        end(command, at + value.length, "");
        return new TextLine<>(command, STORED);
    }

    private static final byte[] SET = Ascii.bytes("set ");
    private static final byte[] ADD = Ascii.bytes("add ");
    private static final byte[] REPLACE = Ascii.bytes("replace ");

    private static byte[] storing(Verb verb) {
        return switch (verb) {
            case SET -> SET;
            case ADD -> ADD;
            case REPLACE -> REPLACE;
            case CAS -> CAS;
        };
    }

    private static final TextLine.Meaning<Stored> STORED = written("STORED");
    private static final TextLine.Meaning<Stored> DELETED = written("DELETED");
    private static final TextLine.Meaning<Stored> TOUCHED = written("TOUCHED");

    /** What is said of a write, which has a word of its own for success: another's tells of a server out of step. */
    private static TextLine.Meaning<Stored> written(String done) {
        return line -> line.equals(done)
                ? Stored.DONE
                : switch (line) {
                    case "NOT_STORED" -> Stored.NOT_STORED;
                    case "EXISTS" -> Stored.EXISTS;
                    case "NOT_FOUND" -> Stored.NOT_FOUND;
                    default -> throw new ProtocolViolation("an unknown answer to a write");
                };
    }

    @Override
    public Request<Stored> delete(byte[] key) {
        return new TextLine<>(line(DELETE, key, ""), DELETED);
    }

    /** A cas with an expiry in the past: what it stores is gone at once. Unlike {@code md}, every server and proxy knows it. */
    @Override
    public Request<Stored> delete(byte[] key, long unique) {
        return store(Verb.CAS, key, NO_VALUE, 0, LONG_AGO, unique);
    }

    @Override
    public Request<@Nullable Long> count(boolean up, byte[] key, long delta) {
        return new TextLine<@Nullable Long>(
                line(up ? INCR : DECR, key, " " + Long.toUnsignedString(delta)),
                answer -> answer.equals("NOT_FOUND") ? null : Ascii.unsigned(answer.trim()));
    }

    @Override
    public Request<CountIf> countIf(byte[] key, long delta, long unique) {
        String flags = " D" + Long.toUnsignedString(delta) + " C" + Long.toUnsignedString(unique) + " v";
        return new MetaCount(line(META_COUNT, key, flags));
    }

    /** {@code VA 2 t}, the number on a line of its own; or {@code EX}, {@code NF}. */
    private static final class MetaCount extends Request<CountIf> {
        private boolean sumFollows;

        MetaCount(byte[] command) {
            super(command);
        }

        @Override
        public boolean read(ByteBuffer in) throws ProtocolViolation {
            String line = Ascii.line(in);
            if (line != null && !sumFollows && line.startsWith("VA ")) {
                sumFollows = true;
                line = Ascii.line(in);
            }
            if (line == null) {
                return false;
            }
            if (sumFollows) {
                answer(new CountIf(Stored.DONE, Ascii.unsigned(line)));
            } else if (Ascii.isError(line)) {
                fail(Failure.said(line));
            } else if (line.startsWith("EX") || line.startsWith("NF")) {
                answer(new CountIf(line.startsWith("EX") ? Stored.EXISTS : Stored.NOT_FOUND, 0));
            } else {
                throw new ProtocolViolation("an unknown answer to ma");
            }
            return true;
        }
    }

    @Override
    public Request<Stored> touch(byte[] key, int exptime) {
        return new TextLine<>(line(TOUCH, key, " " + exptime), TOUCHED);
    }

    @Override
    public Request<@Nullable Item> getAndTouch(byte[] key, int exptime) {
        return new TextGet(line(Ascii.bytes("gat " + exptime + " "), key, ""), key, false);
    }

    @Override
    public Request<@Nullable Long> secondsLeft(byte[] key) {
        return new TextLine<@Nullable Long>(line(META_GET, key, " t"), TextProtocol::secondsLeft);
    }

    private static @Nullable Long secondsLeft(String line) throws ProtocolViolation {
        if (line.startsWith("EN")) {
            return null;
        }
        if (!line.startsWith("HD t") && !line.startsWith("OK t")) { // OK before 1.6.10
            throw new ProtocolViolation("an unknown answer to mg");
        }
        String seconds = line.substring(4).split(" ", 2)[0]; // behind it are the marks of other clients
        return seconds.equals("-1") ? -1 : Ascii.unsigned(seconds);
    }

    @Override
    public Request<String> version() {
        return new TextLine<>(Ascii.bytes("version\r\n"), line -> {
            if (!line.startsWith("VERSION ")) {
                throw new ProtocolViolation("an unknown answer to version: this is no memcached server");
            }
            return line.substring(8);
        });
    }

    @Override
    public Request<Map<String, String>> settings() {
        return new Settings();
    }

    private static final class Settings extends Request<Map<String, String>> {
        private final Map<String, String> settings = new HashMap<>();

        Settings() {
            super(Ascii.bytes("stats settings\r\n"));
        }

        @Override
        public boolean read(ByteBuffer in) throws ProtocolViolation {
            while (true) {
                String line = Ascii.line(in);
                if (line == null) {
                    return false;
                }
                if (line.startsWith("STAT ")) {
                    String[] words = line.split(" ", 3);
                    if (settings.size() == Limits.SETTINGS) {
                        throw new ProtocolViolation("more settings than any server has");
                    }
                    settings.put(words[1], words.length == 3 ? words[2] : "");
                } else if (line.equals("END")) {
                    answer(settings);
                    return true;
                } else if (Ascii.isError(line)) {
                    fail(Failure.said(line));
                    return true;
                } else {
                    throw new ProtocolViolation("an unknown answer to stats");
                }
            }
        }
    }

    /** memcached's own way ({@code -Y}): the first set of a connection carries the credentials. */
    @Override
    public Request<Stored> authenticate(String user, String password) {
        byte[] credentials = (user + " " + password).getBytes(StandardCharsets.UTF_8);
        return store(Verb.SET, Ascii.bytes("credentials"), credentials, 0, 0, 0);
    }
}
