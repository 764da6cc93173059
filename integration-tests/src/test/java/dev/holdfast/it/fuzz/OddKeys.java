package dev.holdfast.it.fuzz;

import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;

/** Keys of which many are all but equal: in their first 250 bytes, but for a control character, in another encoding. */
final class OddKeys {
    private static final int LONGEST_IN_MEMCACHED = 250;
    private static final String[] PIECES = {
        "user:1",
        "user:1 ",
        " user:1",
        "user:1\n",
        "user:1\r\n",
        "user:1\0",
        "user:1_",
        "USER:1",
        "user%3A1",
        "\r\nset x 0 0 1\r\ny\r\n",
        "$5\r\nhello\r\n",
        "*1\r\n$8\r\nFLUSHALL\r\n",
        "a\tb",
        "a_b",
        "a b",
        "a\u00a0b",
        "\u00ff",
        "\u00ffuser:1\u00ff",
        "\u007f",
        "\u0080",
        "\ufffd",
        "\u00e9",
        "e\u0301",
        "\u20ac",
        "\ud83d\ude00",
        "\ud83d\ude01",
        "\u2028",
        "\ufeff",
        "..",
        "/",
        "\\",
        "{a}b",
        "{}",
        "{a",
        "'",
        "\"",
        "-1",
        "0",
        "noreply",
    };

    private OddKeys() {}

    /** So many that differ. */
    static Set<String> some(Random random, int count) {
        Set<String> keys = new LinkedHashSet<>();
        while (keys.size() < count) {
            String key = one(random);
            if (key.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 1_024) {
                keys.add(key);
            }
        }
        return keys;
    }

    private static String one(Random random) {
        String piece = PIECES[random.nextInt(PIECES.length)];
        return switch (random.nextInt(5)) {
            case 0 -> piece;
            case 1 -> piece + PIECES[random.nextInt(PIECES.length)];
            case 2 -> "k".repeat(LONGEST_IN_MEMCACHED - 3 + random.nextInt(6)) + random.nextInt(3);
            case 3 -> piece.repeat(1 + random.nextInt(150)) + random.nextInt(3);
            default -> text(random);
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int left = 1 + random.nextInt(6); left > 0; left--) {
            int character = random.nextInt(random.nextBoolean() ? 0x80 : 0x11_0000);
            text.appendCodePoint(character >= 0xd800 && character < 0xe000 ? '\n' : character);
        }
        return text.toString();
    }
}
