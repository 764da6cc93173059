package dev.holdfast.cache.memcached;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server said of itself when the connection was made.
 *
 * @param largestItem its limit for an entry with key and header, in bytes; {@link Long#MAX_VALUE} where it did not say
 * @param evicts whether it makes room by evicting; else a {@code set} that finds no room drops the old value
 * @param countsConditionally whether it has a count that names the version counted on
 * @param speaksMeta whether it has the meta commands, and all older ones
 */
record ServerFacts(long largestItem, boolean evicts, boolean countsConditionally, boolean speaksMeta) {
    /** What the server adds to key and value: its header, version, flags, line ends. */
    private static final int OVERHEAD = 100;

    private static final Pattern VERSION = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9}).*");

    /** Of a server that is not asked, or does not say. */
    static ServerFacts unknown() {
        return new ServerFacts(Long.MAX_VALUE, true, false, true);
    }

    static ServerFacts of(String version, Map<String, String> settings, boolean binary) {
        String largest = settings.getOrDefault("item_size_max", "");
        return new ServerFacts(
                largest.matches("\\d{1,18}") ? Long.parseLong(largest) : Long.MAX_VALUE,
                !"off".equals(settings.get("evictions")),
                binary || isAtLeast(version, 1, 6, 10),
                isAtLeast(version, 1, 6, 0));
    }

    /** Whether a version such as {@code 1.6.18} is that or a later one. */
    static boolean isAtLeast(String version, int major, int minor, int patch) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return false;
        }
        int[] least = {major, minor, patch};
        for (int i = 0; i < least.length; i++) {
            int part = Integer.parseInt(matcher.group(i + 1));
            if (part != least[i]) {
                return part > least[i];
            }
        }
        return true;
    }

    boolean holds(byte[] key, byte[] value) {
        return key.length + (long) value.length + OVERHEAD <= largestItem;
    }
}
