package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.spi.CacheDriver;
import dev.holdfast.cache.spi.DriverContext;
import dev.holdfast.cache.spi.UrlParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens migrations: {@code fallback:new|old}, or {@code fallback:newest|older|oldest}, each a URL; a member with
 * parameters of its own beside those of the migration stands in brackets:
 * {@code fallback:[redis://new]|[memcached://old]?phase=FALLBACK}.
 *
 * <p>Parameters: {@code phase}, one of {@link MigrationPhase}, default {@code DRAIN}; or instead {@code process}, this
 * process's name in a fleet whose phase is shared in the newest cache ({@link SharedPhase}); {@code name} of the
 * migration; {@code leaveMarks}, by default true if {@code phase} or {@code process} is given and else false;
 * {@code promotionTtl}, {@code oldFailure}, {@code newFailure}, {@code journalKeys} as in {@link FallbackCacheBuilder}. Of more than two members the older ones are in {@code DRAIN} among themselves.
 */
public final class FallbackCacheDriver implements CacheDriver {
    private static final Duration LONGEST_PROMOTION = Duration.ofDays(1);

    /** Made by {@link java.util.ServiceLoader}. */
    public FallbackCacheDriver() {}

    @Override
    public Set<String> schemes() {
        return Set.of("fallback");
    }

    @Override
    public DistributedCache open(CacheUrl url, DriverContext context) {
        UrlParameters parameters = context.parameters();
        parameters.refuseServers();
        if (url.members().size() < 2) {
            parameters.problem("give the caches, the new one first: fallback:redis://new|memcached://old");
        }
        MigrationPhase phase = parameters.choice("phase", MigrationPhase.DRAIN);
        String process = parameters.text("process");
        if (process != null && url.parameters().containsKey("phase")) {
            parameters.problem("give phase, or process for a phase shared by a fleet, not both");
        }
        String name = parameters.text("name");
        Duration promotionTtl = parameters.duration(
                "promotionTtl", FallbackCacheBuilder.DEFAULT_PROMOTION_TTL, Duration.ofSeconds(1), LONGEST_PROMOTION);
        OldFailure oldFailure = parameters.choice("oldFailure", OldFailure.MISS);
        NewFailure newFailure = parameters.choice("newFailure", NewFailure.ERROR);
        boolean leaveMarks = parameters.flag(
                "leaveMarks", process != null || url.parameters().containsKey("phase"));
        int journalKeys =
                (int) parameters.number("journalKeys", FallbackCacheBuilder.DEFAULT_JOURNAL_KEYS, 1, Integer.MAX_VALUE);
        parameters.verify();
        List<DistributedCache> opened = new ArrayList<>();
        try {
            for (CacheUrl member : url.members()) {
                opened.add(context.opener().apply(member));
            }
            FallbackCacheBuilder builder = FallbackCache.builder(opened.get(0), older(opened, context))
                    .phases(source(opened.get(0), phase, name, process))
                    .promotionTtl(promotionTtl)
                    .oldFailure(oldFailure)
                    .newFailure(newFailure)
                    .leaveMarks(leaveMarks)
                    .journalKeys(journalKeys)
                    .maxValueBytes(context.maxValueBytes())
                    .timeout(context.timeout())
                    .ticker(context.ticker())
                    .observer(context.observer());
            return name == null ? builder.build() : builder.name(name).build();
        } catch (RuntimeException | Error e) {
            opened.forEach(DistributedCache::close);
            throw e;
        }
    }

    private static PhaseSource source(
            DistributedCache newest, MigrationPhase phase, @Nullable String name, @Nullable String process) {
        return process == null
                ? PhaseSource.fixed(phase)
                : SharedPhase.join(newest, name == null ? FallbackCacheBuilder.DEFAULT_NAME : name, process);
    }

    /** The oldest alone, or the older ones in order, from the oldest up. */
    private static DistributedCache older(List<DistributedCache> opened, DriverContext context) {
        DistributedCache older = opened.get(opened.size() - 1);
        for (int i = opened.size() - 2; i > 0; i--) {
            older = FallbackCache.builder(opened.get(i), older)
                    .leaveMarks(false)
                    .timeout(context.timeout())
                    .ticker(context.ticker())
                    .build();
        }
        return older;
    }
}
