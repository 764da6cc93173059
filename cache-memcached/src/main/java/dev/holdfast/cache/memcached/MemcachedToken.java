package dev.holdfast.cache.memcached;

import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.KeyRules;

/**
 * Names a write by the server's unique number, and by the connection that told it: the numbers start again with the
 * server, so one that came before the connection was lost may name a newer write by chance.
 */
final class MemcachedToken implements CasToken {
    private final MemcachedCache cache;
    private final String key;
    private final long epoch;
    private final long unique;

    MemcachedToken(MemcachedCache cache, String key, long epoch, long unique) {
        this.cache = cache;
        this.key = key;
        this.epoch = epoch;
        this.unique = unique;
    }

    /** The token, after a check that that cache issued it for that key. */
    static MemcachedToken of(CasToken token, MemcachedCache asking, String askedKey) {
        if (token == null) {
            throw new NullPointerException("token");
        }
        if (token instanceof MemcachedToken ours && ours.cache == asking && ours.key.equals(askedKey)) {
            return ours;
        }
        throw new IllegalArgumentException(
                "the token was issued by another cache or for another key: use the one that gets answered for "
                        + KeyRules.printable(askedKey));
    }

    /** Whether it still names a write to that connection; servers without versions answer 0 for all. */
    boolean isOf(Connection connection) {
        return epoch == connection.epoch() && unique != 0;
    }

    long unique() {
        return unique;
    }

    @Override
    public String toString() {
        return "MemcachedToken";
    }
}
