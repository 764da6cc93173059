package dev.holdfast.cache.recipes.fleet;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Entries that one process of all puts there first, and that say whose they are: each claim holds 128 random bits. So
 * a claim whose answer was lost can be looked for, and no one ends a claim that is another's. As safe for many threads
 * as the cache.
 */
final class Claims {
    /** An add whose answer was lost is looked for, and tried again where nothing is found, so often. */
    private static final int TRIES = 3;

    private final DistributedCache cache;
    private final RandomGenerator random;

    Claims(DistributedCache cache, RandomGenerator random) {
        this.cache = cache;
        this.random = random;
    }

    /** A token nobody else has. */
    String token() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    /** The bytes of a claim. */
    static byte[] bytes(String claim) {
        return claim.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Puts the claim there if the key is absent. After an add whose answer was lost, it is asked whose claim is there.
     *
     * @return whether this claim is there
     * @throws CacheException with {@link Outcome#UNKNOWN} if it may be there and that could not be found out
     */
    boolean take(String key, byte[] claim, Ttl ttl) {
        CacheException doubt = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                if (cache.add(key, claim, ttl)) {
                    return true;
                }
                byte[] found = doubt == null ? new byte[0] : cache.get(key);
                if (found != null) {
                    return Arrays.equals(found, claim);
                }
            } catch (CacheInterruptedException e) {
                throw doubt == null ? e : CacheInterruptedException.restoringTheFlag(e.call(), Outcome.UNKNOWN, null);
            } catch (CacheException e) {
                if (doubt == null && e.outcome() == Outcome.NOT_APPLIED) {
                    throw e;
                }
                doubt = doubt == null ? e : doubt;
            }
        }
        throw doubt == null ? new IllegalStateException("an add was neither stored nor refused") : doubt;
    }

    /** The token for a cas of the claim; null if it is not there any more. */
    @Nullable
    CasToken find(String key, byte[] claim) {
        Versioned found = cache.gets(key);
        return found != null && Arrays.equals(found.value(), claim) ? found.token() : null;
    }

    /** Replaces the claim, only if it is still there; whether it was. */
    boolean replace(String key, byte[] claim, byte[] value, Ttl ttl) {
        CasToken token = find(key, claim);
        return token != null && cache.cas(key, value, token, ttl) == CasOutcome.STORED;
    }

    /** Removes the claim, only if it is still there. */
    void release(String key, byte[] claim) {
        CasToken token = find(key, claim);
        if (token != null) {
            cache.delete(key, token);
        }
    }

    /**
     * Removes the claim after a failure, which learns of what goes wrong here; its TTL removes it else.
     *
     * @return whether the cache answered in time
     */
    boolean release(String key, byte[] claim, Throwable failure) {
        try {
            return uninterrupted(() -> {
                release(key, claim);
                return true;
            });
        } catch (CacheException | IllegalStateException e) {
            failure.addSuppressed(e);
            return !(e instanceof CacheTimeoutException);
        }
    }

    /**
     * Gives back, or ends, what a thread holds that was interrupted: a cache refuses it every call. Bounded by the cache's
     * timeouts; the flag is set again.
     */
    static <T> T uninterrupted(Supplier<T> calls) {
        boolean interrupted = Thread.interrupted();
        try {
            return calls.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
