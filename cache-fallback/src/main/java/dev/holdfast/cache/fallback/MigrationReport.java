package dev.holdfast.cache.fallback;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a migration has come, as one process sees it.
 *
 * @param phase the phase when the report was made
 * @param hitsInNew reads answered by the new cache, since the start
 * @param hitsInOld reads answered by the old cache
 * @param misses reads that neither answered
 * @param oldShareLastMinute how many of the hits of the last minute old answered, 0 to 1
 * @param copies keys copied to new while their truth was in old
 * @param refusedCopies copies given up because somebody wrote the key meanwhile
 * @param moves keys whose truth this process moved to new
 * @param droppedPromotions copies and moves that failed or found no room; the next reader tries again
 * @param newFailures failures of the new cache that no caller saw, and in {@code DRAIN} those that reads threw
 * @param oldFailures failures of the old cache that no caller saw, and with {@link OldFailure#ERROR} those thrown
 * @param journalled times a side could not be brought in step at once
 * @param repaired how many of these are in step since
 * @param awaitingRepair keys masked until they are in step
 * @param compared keys that {@link FallbackCache#verify} compared
 * @param mismatches of these, the keys that differed at two looks
 * @param sinceLastHitInOld since old last answered a read; null for never
 * @param longestTtlInOld the longest life seen or given in old; null if none was, the longest Duration for no expiry
 * @param verdict whether old may be switched off
 */
public record MigrationReport(
        MigrationPhase phase,
        long hitsInNew,
        long hitsInOld,
        long misses,
        double oldShareLastMinute,
        long copies,
        long refusedCopies,
        long moves,
        long droppedPromotions,
        long newFailures,
        long oldFailures,
        long journalled,
        long repaired,
        int awaitingRepair,
        long compared,
        long mismatches,
        @Nullable Duration sinceLastHitInOld,
        @Nullable Duration longestTtlInOld,
        Verdict verdict) {
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /**
     * When the old servers may be switched off.
     *
     * @param safe whether now
     * @param after how long until then if nothing changes; null where that can't be told
     * @param reason why, in words
     */
    public record Verdict(boolean safe, @Nullable Duration after, String reason) {}

    static MigrationReport of(MigrationPhase phase, Trail trail) {
        MigrationFigures figures = trail.figures();
        long longest = figures.longestTtlNanos();
        long sinceOldHit = figures.sinceOldHitNanos();
        Duration since = sinceOldHit < 0 ? null : Duration.ofNanos(sinceOldHit);
        Duration longestTtl = longest == 0 ? null : Duration.ofNanos(longest);
        int awaiting = trail.journal().size();
        return new MigrationReport(
                phase,
                figures.hitsInNew.sum(),
                figures.hitsInOld.sum(),
                figures.misses.sum(),
                figures.oldShare.share(),
                figures.copies.sum(),
                figures.refusedCopies.sum(),
                figures.moves.sum(),
                figures.droppedPromotions.sum(),
                figures.newFailures.sum(),
                figures.oldFailures.sum(),
                figures.journalled.sum(),
                figures.repaired.sum(),
                awaiting,
                figures.compared.sum(),
                figures.mismatches.sum(),
                since,
                longestTtl,
                verdict(phase, since, longestTtl, Duration.ofNanos(figures.untilOldExpiryNanos()), awaiting));
    }

    private static Verdict verdict(
            MigrationPhase phase,
            @Nullable Duration sinceOldHit,
            @Nullable Duration longestTtl,
            Duration untilExpiry,
            int awaiting) {
        String seen = "last hit in old " + (sinceOldHit == null ? "never" : words(sinceOldHit) + " ago")
                + "; longest TTL seen in old " + (longestTtl == null ? "none" : words(longestTtl));
        if (phase == MigrationPhase.NEW_ONLY) {
            return new Verdict(true, Duration.ZERO, seen + "; old is not spoken to any more");
        }
        if (phase != MigrationPhase.DRAIN) {
            return new Verdict(false, null, seen + "; in " + phase + " old holds the truth: move on to DRAIN");
        }
        if (awaiting > 0) {
            return new Verdict(false, null, seen + "; " + awaiting + " keys await repair: bring both sides up");
        }
        if (untilExpiry.equals(FOREVER)) {
            return new Verdict(
                    false, null, seen + "; what never expires must be moved: warm those keys, then ask again");
        }
        if (!untilExpiry.isZero()) {
            return new Verdict(
                    false, untilExpiry, seen + "; after " + words(untilExpiry) + " nothing unexpired can remain");
        }
        return new Verdict(
                longestTtl != null,
                Duration.ZERO,
                seen
                        + (longestTtl == null
                                ? "; this process has seen nothing of what old holds: ask one that served it"
                                : "; nothing of what was seen there can be unexpired"));
    }

    private static String words(Duration duration) {
        if (duration.equals(FOREVER)) {
            return "no expiry";
        }
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    /**
     * The report as a table for people.
     *
     * @return several lines
     */
    public String toTable() {
        StringBuilder table = new StringBuilder();
        row(table, "phase", phase);
        row(table, "hits in new", hitsInNew);
        row(
                table,
                "hits in old",
                hitsInOld + String.format(Locale.ROOT, " (last minute %.1f %%)", oldShareLastMinute * 100));
        row(table, "misses", misses);
        row(table, "copied to new", copies + " (" + refusedCopies + " refused by a newer write)");
        row(table, "moved to new", moves);
        row(table, "promotions dropped", droppedPromotions);
        row(table, "failures met", "new " + newFailures + ", old " + oldFailures);
        row(table, "repairs", repaired + " of " + journalled + " done, " + awaitingRepair + " keys masked");
        row(table, "compared", compared + ", " + mismatches + " differ");
        row(table, "old can go", (verdict.safe ? "yes: " : "no: ") + verdict.reason);
        return table.toString();
    }

    private static void row(StringBuilder table, String name, Object value) {
        table.append(String.format(Locale.ROOT, "%-28s%s%n", name, value));
    }
}
