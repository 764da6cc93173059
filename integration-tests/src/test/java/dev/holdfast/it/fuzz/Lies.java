package dev.holdfast.it.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What a hostile or broken server says in place of an answer. */
final class Lies {
    /** An endless lie ends here, should nobody hang up. */
    private static final long ENOUGH = 256L << 20;

    private Lies() {}

    /**
     * A lie with a name.
     *
     * @param isSeenThrough whether a client can tell it from every truth, so that no wrong answer may come of it
     * @param repeatsTheTruth whether that is so only while one answer is awaited: the second may be meant for the next
     */
    record Named(String name, boolean isSeenThrough, boolean repeatsTheTruth, LyingProxy.Lie lie) {
        Named(String name, boolean isSeenThrough, LyingProxy.Lie lie) {
            this(name, isSeenThrough, false, lie);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** Says this, and then what is true on further questions. */
    private static Named says(String name, String text) {
        return new Named(name, true, (truth, client) -> {
            client.write(bytes(text));
            return true;
        });
    }

    /** Says this, and nothing more. */
    private static Named leavesItAt(String name, String text) {
        return new Named(name, true, (truth, client) -> {
            client.write(bytes(text));
            return false;
        });
    }

    /** What may be true of the one question, and is not of the next. */
    private static Named plausible(Named lie) {
        return new Named(lie.name, false, lie.lie);
    }

    private static Named endless(String name, String start, String again) {
        return new Named(name, true, (truth, client) -> {
            byte[] many = bytes(again.repeat(Math.max(1, 8_192 / again.length())));
            client.write(bytes(start));
            for (long said = 0; said < ENOUGH; said += many.length) {
                client.write(many);
            }
            return false;
        });
    }

    /** Of any protocol. */
    static List<Named> general(Random random, List<byte[]> words) {
        return List.of(
                new Named("the truth, byte by byte", true, Lies::byPieces),
                new Named("the truth, twice", true, true, (truth, client) -> {
                    byte[] twice = Arrays.copyOf(truth, 2 * truth.length);
                    System.arraycopy(truth, 0, twice, truth.length, truth.length);
                    client.write(twice);
                    return true;
                }),
                new Named("its beginning, then the end", true, (truth, client) -> {
                    client.write(truth, 0, random.nextInt(truth.length));
                    client.close();
                    return false;
                }),
                new Named("its beginning, then silence", true, (truth, client) -> {
                    client.write(truth, 0, random.nextInt(truth.length));
                    return false;
                }),
                new Named("silence", true, (truth, client) -> false),
                new Named("noise", true, (truth, client) -> {
                    client.write(Mutations.noise(random, 1 + random.nextInt(200)));
                    return false;
                }),
                new Named("something like the truth", false, (truth, client) -> {
                    client.write(Mutations.of(truth, words, random));
                    return false;
                }),
                new Named("something like the truth, then the end", false, (truth, client) -> {
                    client.write(Mutations.of(truth, words, random));
                    client.close();
                    return false;
                }),
                endless("a line that never ends", "", "x"),
                endless("line ends for ever", "", "\r\n"),
                endless("zeros for ever", "", "\0"),
                says("a web page", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
    }

    private static boolean byPieces(byte[] truth, OutputStream client) throws IOException {
        for (byte one : truth) {
            client.write(one);
            client.flush();
        }
        return true;
    }

    static final List<byte[]> REDIS_WORDS = List.of(
                    "$-1\r\n",
                    "*-1\r\n",
                    "$0\r\n\r\n",
                    "*0\r\n",
                    ":1\r\n",
                    "+OK\r\n",
                    "-ERR no\r\n",
                    "\r\n",
                    "$",
                    "*",
                    "*1\r\n",
                    "$536870912\r\n",
                    "*1048576\r\n",
                    "_\r\n",
                    "#t\r\n",
                    "%1\r\n",
                    ">1\r\n",
                    "-MOVED 1 h:1\r\n")
            .stream()
            .map(Lies::bytes)
            .toList();

    /** Of a Redis. */
    static List<Named> redis(Random random) {
        List<Named> lies = new ArrayList<>(general(random, REDIS_WORDS));
        lies.add(leavesItAt("a string of 2^31-1", "$2147483647\r\n"));
        lies.add(leavesItAt("a string of 512 MiB", "$536870912\r\n"));
        lies.add(says("a string of -2", "$-2\r\n"));
        lies.add(says("a string of 2^63", "$9223372036854775808\r\n"));
        lies.add(leavesItAt("an array of 10^9", "*1000000000\r\n"));
        lies.add(leavesItAt("an array of 2^20", "*1048576\r\n"));
        lies.add(leavesItAt("arrays of 2^20 in each other", "*1048576\r\n".repeat(8)));
        lies.add(says("arrays nested 10^6 deep", "*1\r\n".repeat(1_000_000)));
        lies.add(endless("arrays nested for ever", "", "*2\r\n"));
        lies.add(endless("an array that never ends", "*1048576\r\n", "*1\r\n*0\r\n"));
        lies.add(endless("a string that never ends", "$536870912\r\n", "x"));
        lies.add(plausible(endless("OK for ever", "", "+OK\r\n"))); // which is what ADD is answered
        lies.add(endless("answers for ever", "", "+WELL\r\n"));
        lies.add(plausible(endless("nothing found, for ever", "", "$-1\r\n")));
        lies.add(says("an error without words", "-\r\n"));
        lies.add(says("an error of 60 KB", "-ERR " + "x".repeat(60_000) + "\r\n"));
        lies.add(says("an error of control characters", "-\0\u0001\u001b[31m \t\r\n"));
        lies.add(says("loading", "-LOADING Redis is loading the dataset in memory\r\n"));
        lies.add(says("moved to nowhere", "-MOVED 99999 nowhere:0\r\n"));
        lies.add(says("asked for credentials", "-NOAUTH Authentication required.\r\n"));
        for (String resp3 : List.of(
                "_",
                "#t",
                ",1.5",
                "(123456789012345678901234567890",
                "=7\r\ntxt:abc",
                "!5\r\nERR x",
                "%1\r\n+a\r\n:1",
                "~1\r\n:1",
                ">2\r\n+invalidate\r\n*0",
                "|1\r\n+a\r\n:1",
                ".",
                "*?\r\n.",
                "$?\r\n;0")) {
            lies.add(says("RESP3 " + resp3.charAt(0) + resp3.length(), resp3 + "\r\n"));
        }
        lies.add(new Named("an answer of another form", true, (truth, client) -> {
            client.write(ofAnotherForm(truth, random));
            return true;
        }));
        lies.add(new Named("a list without its first", true, (truth, client) -> {
            client.write(withoutFirst(truth, random));
            return true;
        }));
        return lies;
    }

    private static byte[] ofAnotherForm(byte[] truth, Random random) {
        String text = new String(truth, ISO_8859_1);
        char form = text.charAt(0);
        if (form == '-') { // such as for a script that is not there yet: any other answer might be a script's
            return truth;
        }
        if (form == '*' && random.nextBoolean()) { // as many and of another kind, or one more, or fewer
            return bytes(Fuzz.oneOf(
                    random,
                    text.substring(0, text.indexOf('\n') + 1)
                            + (holdsNumbers(text) ? "+x\r\n" : ":7\r\n").repeat(count(text)),
                    "*" + (count(text) + 1) + "\r\n:7" + text.substring(text.indexOf('\r')),
                    "*0\r\n"));
        }
        String other = Fuzz.oneOf(random, "*1\r\n$1\r\nx\r\n", "*2\r\n*1\r\n:1\r\n+x\r\n", ":77\r\n", "+strange\r\n");
        boolean same = other.charAt(0) == form || (form == '$' && other.charAt(0) == '+') || text.startsWith("$-1");
        return bytes(same ? "*3\r\n:1\r\n$-1\r\n+x\r\n" : other);
    }

    /** So that each of the others stands where the one before it is awaited. */
    private static byte[] withoutFirst(byte[] truth, Random random) {
        String text = new String(truth, ISO_8859_1);
        boolean hasMore = text.startsWith("*") && count(text) > 1;
        return hasMore ? bytes("*" + (count(text) - 1) + text.substring(firstEnd(text))) : ofAnotherForm(truth, random);
    }

    private static boolean holdsNumbers(String array) {
        return array.charAt(array.indexOf('\n') + 1) == ':';
    }

    /** Where the line before the second element ends. */
    private static int firstEnd(String array) {
        int start = array.indexOf('\n') + 1;
        int end = array.indexOf('\r', start);
        return array.charAt(start) == '$' && array.charAt(start + 1) != '-' ? array.indexOf('\r', end + 1) : end;
    }

    private static int count(String array) {
        return Integer.parseInt(array.substring(1, array.indexOf('\r')));
    }

    static final List<byte[]> MEMCACHED_WORDS = List.of(
                    "VALUE ",
                    "VALUE k 0 5\r\nhello\r\n",
                    "END\r\n",
                    "STORED\r\n",
                    "NOT_STORED\r\n",
                    "EXISTS\r\n",
                    "NOT_FOUND\r\n",
                    "DELETED\r\n",
                    "TOUCHED\r\n",
                    "ERROR\r\n",
                    "SERVER_ERROR out of memory\r\n",
                    "CLIENT_ERROR bad\r\n",
                    "\r\n",
                    " ",
                    " 536870911\r\n",
                    "HD t-1\r\n",
                    "VA 2 t\r\n",
                    "EN\r\n",
                    "STAT a b\r\n",
                    "VERSION 99999999999.1.1\r\n",
                    "\u0081")
            .stream()
            .map(Lies::bytes)
            .toList();

    /** Of a memcached that speaks text. */
    static List<Named> memcached(Random random) {
        List<Named> lies = new ArrayList<>(general(random, MEMCACHED_WORDS));
        lies.add(says("another key's value", "VALUE someone:elses 0 5\r\nhello\r\nEND\r\n"));
        lies.add(new Named("a value of impossible length", true, (truth, client) -> {
            String text = new String(truth, ISO_8859_1);
            String length = Fuzz.oneOf(random, "536870911", "536870913", "-1", "99999999999", "1e9", "");
            client.write(bytes(text.startsWith("VALUE ") ? text.replaceFirst(" \\d+ \\d+", " 0 " + length) : "VALUE"));
            return false;
        }));
        lies.add(new Named("values for ever", true, true, (truth, client) -> {
            for (long said = 0; said < ENOUGH; said += truth.length) {
                client.write(truth);
            }
            return false;
        }));
        lies.add(endless("settings for ever", "", "STAT x y\r\n"));
        lies.add(plausible(endless("END for ever", "", "END\r\n")));
        lies.add(plausible(says("END twice", "END\r\nEND\r\n")));
        lies.add(says("an error", "ERROR\r\n"));
        lies.add(says("an error of the server", "SERVER_ERROR " + "x".repeat(1_900) + "\r\n"));
        lies.add(says("an error of the client", "CLIENT_ERROR \0\u0001\u001b[31m\r\n"));
        lies.add(says("an error that is too long", "SERVER_ERROR " + "x".repeat(60_000) + "\r\n"));
        lies.add(says("a meta answer", "HD t99999999999999999999 c5\r\n"));
        lies.add(says("a word that is none", "MAYBE\r\n"));
        return lies;
    }

    /** Of a memcached that speaks binary. */
    static List<Named> memcachedBinary(Random random) {
        List<Named> lies = new ArrayList<>(general(random, List.of(new byte[24], bytes("\u0081\0\0\0"))));
        lies.add(header("a body of 2^31-1", 8, 0x7fff_ffff));
        lies.add(header("a body of 512 MiB", 8, 0x2000_0000));
        lies.add(header("a body of -1", 8, -1));
        lies.add(header("a key longer than its body", 2, 0x00fa_0000));
        lies.add(header("extras longer than their body", 4, 0xff00_0000));
        lies.add(header("a status that is none", 4, 0x0000_7777));
        lies.add(header("the answer to another question", 12, 0x0bad_cafe));
        lies.add(new Named("a request", true, (truth, client) -> {
            truth[0] = (byte) 0x80;
            client.write(truth);
            return false;
        }));
        lies.add(new Named("the answer to another verb", true, (truth, client) -> {
            truth[1] ^= 0x40;
            client.write(truth);
            return false;
        }));
        return lies;
    }

    private static Named header(String name, int at, int number) {
        return new Named(name, true, (truth, client) -> {
            for (int i = 0; i < Integer.BYTES && at + i < truth.length; i++) {
                truth[at + i] = (byte) (number >>> (24 - 8 * i));
            }
            client.write(truth);
            return false;
        });
    }
}
