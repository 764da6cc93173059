package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.KeyRules;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** What keys and tags may be called: what a cache's key may be, with room for what is put before it. */
final class Names {
    private static final int MOST_BYTES = 1000;
    private static final int MOST_TAGS = 100;

    /** So many chars are not too long, whatever they are: a char is at most three bytes. */
    private static final int ALWAYS_SHORT_ENOUGH = MOST_BYTES / 3;

    private Names() {}

    /** Quick for short keys, which the cache itself checks. */
    static void checkKey(String key) {
        if (key.isEmpty() || key.length() > ALWAYS_SHORT_ENOUGH) {
            check("a key", key);
        }
        if (key.charAt(0) == '~') {
            throw new IllegalArgumentException("a key must not begin with '~', under which tags and leases are kept");
        }
    }

    static void checkTags(Collection<String> tags) {
        tags.forEach(tag -> check("a tag", tag));
        if (tags.size() > MOST_TAGS) {
            throw new IllegalArgumentException(
                    "a value must have at most " + MOST_TAGS + " tags, not " + tags.size() + "; use broader ones");
        }
    }

    private static void check(String what, String name) {
        KeyRules.check(name);
        if (name.length() > ALWAYS_SHORT_ENOUGH && name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    what + " must be at most " + MOST_BYTES + " UTF-8 bytes; hash its long part");
        }
    }
}
