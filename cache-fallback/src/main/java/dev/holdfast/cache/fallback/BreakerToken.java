package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.KeyRules;
import java.util.Objects;

/** A token that says which side issued it, so that it is never sent to the other. */
record BreakerToken(CircuitBreakerCache cache, String key, boolean isLocal, CasToken inner) implements CasToken {
    static BreakerToken own(CasToken token, CircuitBreakerCache cache, String key) {
        if (Objects.requireNonNull(token, "token") instanceof BreakerToken own
                && own.cache == cache
                && own.key.equals(Objects.requireNonNull(key, "key"))) {
            return own;
        }
        throw new IllegalArgumentException("the token was issued by another cache or for another key: use the one that"
                + " gets answered for " + KeyRules.printable(key));
    }

    /** Names neither key nor value. */
    @Override
    public String toString() {
        return "BreakerToken";
    }
}
