package dev.holdfast.it.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Changes bytes where it hurts: lengths, numbers, ends, order, words of the format; for noise alone is refused at the
 * first byte and tests no more than that.
 */
final class Mutations {
    private static final int MOST_STEPS = 4;
    private static final int LONGEST_REPEAT = 64;
    private static final byte[] TELLING =
            "\0\t\r\n $*:+-_%,;'\"{}[]0129aA\u007f\u0080\u0081\u00c0\u00ff".getBytes(ISO_8859_1);

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "-1",
            "00",
            "127",
            "128",
            "255",
            "256",
            "65535",
            "65536",
            "1048576",
            "536870911",
            "536870913",
            "2147483646",
            "2147483647",
            "2147483648",
            "-2147483648",
            "4294967295",
            "4294967296",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "18446744073709551615",
            "18446744073709551626",
            "99999999999999999999999999",
            "1e9",
            "1e999999999",
            "0x10",
            "NaN",
            "");

    private static final int[] LENGTHS = {
        0, 1, -1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x1fff_ffff, 0x7fff_ffff, 0x8000_0000
    };

    private Mutations() {}

    /** A changed copy; now and then an equal one. The words are of the format: headers, types, ends. */
    static byte[] of(byte[] original, List<byte[]> words, Random random) {
        byte[] changed = original.clone();
        for (int steps = 1 + random.nextInt(MOST_STEPS); steps > 0; steps--) {
            changed = step(changed, words, random);
        }
        return changed;
    }

    private static byte[] step(byte[] bytes, List<byte[]> words, Random random) {
        int from = random.nextInt(bytes.length + 1);
        int to = from + random.nextInt(Math.min(bytes.length - from, 32) + 1);
        return switch (random.nextInt(11)) {
            case 0 -> flipped(bytes, random);
            case 1 -> replaced(bytes, from, Math.min(from + 1, bytes.length), telling(random));
            case 2 -> replaced(bytes, from, to, new byte[0]);
            case 3 -> replaced(bytes, from, to, noise(random, random.nextInt(16)));
            case 4 -> replaced(bytes, from, from, repeated(Arrays.copyOfRange(bytes, from, to), random));
            case 5 -> swapped(bytes, from, to, random);
            case 6 -> Arrays.copyOf(bytes, from);
            case 7 -> words.isEmpty() ? bytes : replaced(bytes, from, to, words.get(random.nextInt(words.size())));
            case 8 -> words.isEmpty() ? bytes : replaced(bytes, from, from, words.get(random.nextInt(words.size())));
            case 9 -> withNumber(bytes, from, random);
            default -> withLength(bytes, from, random);
        };
    }

    static byte[] noise(Random random, int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] telling(Random random) {
        return new byte[] {TELLING[random.nextInt(TELLING.length)]};
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        if (changed.length > 0) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        byte[] changed = new byte[bytes.length - (to - from) + by.length];
        System.arraycopy(bytes, 0, changed, 0, from);
        System.arraycopy(by, 0, changed, from, by.length);
        System.arraycopy(bytes, to, changed, from + by.length, bytes.length - to);
        return changed;
    }

    private static byte[] repeated(byte[] piece, Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int times = 1 + random.nextInt(LONGEST_REPEAT); times > 0; times--) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    private static byte[] swapped(byte[] bytes, int from, int to, Random random) {
        byte[] piece = Arrays.copyOfRange(bytes, from, to);
        byte[] without = replaced(bytes, from, to, new byte[0]);
        int at = random.nextInt(without.length + 1);
        return replaced(without, at, at, piece);
    }

    /** The first decimal number from there on becomes another. */
    private static byte[] withNumber(byte[] bytes, int from, Random random) {
        int start = from;
        while (start < bytes.length && !isDigit(bytes[start])) {
            start++;
        }
        int end = start;
        while (end < bytes.length && isDigit(bytes[end])) {
            end++;
        }
        return replaced(
                bytes, start, end, NUMBERS.get(random.nextInt(NUMBERS.size())).getBytes(ISO_8859_1));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Some bytes there become a binary number, of one to eight bytes, that is like no length. */
    private static byte[] withLength(byte[] bytes, int from, Random random) {
        int width = 1 << random.nextInt(4);
        long length = LENGTHS[random.nextInt(LENGTHS.length)];
        byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(length).array();
        byte[] low = Arrays.copyOfRange(all, Long.BYTES - width, Long.BYTES);
        return replaced(bytes, from, Math.min(bytes.length, from + width), low);
    }
}
