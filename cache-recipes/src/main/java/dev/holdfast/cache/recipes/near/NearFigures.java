package dev.holdfast.cache.recipes.near;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link NearCache} has come to since it was built.
 *
 * @param near reads answered in this process
 * @param far reads for which the shared cache, or what stands behind it, had a value
 * @param absent reads for which nobody had one that could be decoded
 * @param invalidations copies dropped because a change was told
 * @param gaps how often everything held had to be taken for outdated: flushes, connections lost,
 *     messages missed
 * @param live whether changes are being told; always true with {@link Coherence#TTL}
 * @param sinceProof how long ago it was proven that all changes until then had been told; null with {@link Coherence#TTL}
 * @param held entries in this process, outdated ones among them
 */
public record NearFigures(
        long near,
        long far,
        long absent,
        long invalidations,
        long gaps,
        boolean live,
        @Nullable Duration sinceProof,
        long held) {
    /**
     * The part of all reads that was answered in this process.
     *
     * @return 0 to 1; 0 before the first read
     */
    public double nearRatio() {
        long all = near + far + absent;
        return all == 0 ? 0 : (double) near / all;
    }
}
