package dev.holdfast.it.load;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/** Values that say whose they are and of which writing, and whether they are whole: key, version, checksum, noise. */
final class Content {
    /** Three bytes of the key, three of the version, four of the checksum. */
    static final int SHORTEST = 10;

    /** The most that a driver takes by default: 1 MiB, less what a server needs beside. */
    static final int LONGEST = (1 << 20) - 1_024;

    private static final byte[] NOISE = new byte[2 << 20];

    static {
        new Random(1).nextBytes(NOISE);
    }

    private Content() {}

    /** A length: nine in ten are short, one in ten thousand is up to the longest. */
    static int length(SplittableRandom random) {
        int die = random.nextInt(10_000);
        if (die < 9_000) {
            return random.nextInt(SHORTEST, 200);
        }
        if (die < 9_950) {
            return random.nextInt(200, 2_000);
        }
        return die < 9_999 ? random.nextInt(2_000, 32_000) : random.nextInt(32_000, LONGEST + 1);
    }

    static byte[] of(int key, int version, int length) {
        byte[] value = new byte[length];
        System.arraycopy(NOISE, (key * 31 + version) & 0xf_ffff, value, SHORTEST, length - SHORTEST);
        ByteBuffer head = ByteBuffer.wrap(value);
        head.putShort((short) (key >>> 8)).put((byte) key);
        head.putShort((short) (version >>> 8)).put((byte) version);
        head.putInt(checksum(value));
        return value;
    }

    private static int checksum(byte[] value) {
        CRC32 checksum = new CRC32();
        checksum.update(value, 0, 6);
        checksum.update(value, SHORTEST, value.length - SHORTEST);
        return (int) checksum.getValue();
    }

    /** The version of that key's value; fails if it is another key's or not whole. */
    static int version(int key, byte[] value) {
        if (value.length < SHORTEST) {
            throw new AssertionError(Ledger.name(key) + " is read as " + value.length + " bytes, which nobody wrote");
        }
        ByteBuffer head = ByteBuffer.wrap(value);
        int owner = ((head.getShort() & 0xffff) << 8) | (head.get() & 0xff);
        int version = ((head.getShort() & 0xffff) << 8) | (head.get() & 0xff);
        if (head.getInt() != checksum(value)) {
            throw new AssertionError(Ledger.name(key) + " is read as bytes that nobody wrote: " + value.length);
        }
        if (owner != key) {
            throw new AssertionError(Ledger.name(key) + " is read as " + Ledger.name(owner) + ", version " + version);
        }
        return version;
    }
}
