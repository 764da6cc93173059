package dev.holdfast.cache.fallback;

/** What a migration leaves to be counted, repaired and copied later; the same for all phases. */
record Trail(MigrationFigures figures, RepairJournal journal, Promoter promoter) {}
