package dev.holdfast.cache.local;

import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.KeyRules;

/** Names an entry by the identity of its array; holds on to the bytes for as long as the caller holds on to it. */
final class LocalToken implements CasToken {
    private final LocalCache cache;
    private final String key;
    private final byte[] version;

    LocalToken(LocalCache cache, String key, byte[] version) {
        this.cache = cache;
        this.key = key;
        this.version = version;
    }

    /** The version, after a check that this cache issued it for this key. */
    byte[] versionFor(LocalCache asking, String askedKey) {
        if (asking != cache || !askedKey.equals(key)) {
            throw new IllegalArgumentException(
                    "the token was issued by another cache or for another key: use the one that gets answered for "
                            + KeyRules.printable(askedKey));
        }
        return version;
    }

    @Override
    public String toString() {
        return "LocalToken";
    }
}
