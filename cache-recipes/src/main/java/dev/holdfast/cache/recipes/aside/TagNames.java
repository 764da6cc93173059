package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.KeyRules;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** What a tag may be called: a key with room for what is put before it. */
final class TagNames {
    private static final int MOST_BYTES = 1000;
    static final int MOST_TAGS = 255;

    private TagNames() {}

    static Collection<String> check(Collection<String> names) {
        names.forEach(TagNames::check);
        return names;
    }

    static String check(String name) {
        KeyRules.check(name);
        if (name.length() > MOST_BYTES / 3 && name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a tag must be at most " + MOST_BYTES + " UTF-8 bytes; hash its long part");
        }
        return name;
    }
}
