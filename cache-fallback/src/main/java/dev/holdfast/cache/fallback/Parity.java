package dev.holdfast.cache.fallback;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Compares the sides, key by key. */
final class Parity {
    private final Placement placement;
    private final MigrationFigures figures;

    Parity(Placement placement, MigrationFigures figures) {
        this.placement = placement;
        this.figures = figures;
    }

    /** The keys of which new shows a value and old another, at two looks. */
    Set<String> differing(Collection<String> keys) {
        Set<String> suspects = keys.isEmpty() ? Set.of() : look(keys);
        Set<String> confirmed = suspects.isEmpty() ? suspects : look(suspects);
        figures.compared.add(keys.size());
        figures.mismatches.add(confirmed.size());
        return confirmed;
    }

    /** New before old: a value written between the looks differs once, and is not confirmed. */
    private Set<String> look(Collection<String> keys) {
        Map<String, byte[]> inNew = placement.newCache.getAll(keys);
        Map<String, byte[]> inOld = placement.oldCache.getAll(keys);
        Set<String> differing = new LinkedHashSet<>();
        inNew.forEach((key, stored) -> {
            byte[] visible = placement.marks.visible(stored);
            byte[] old = inOld.get(key);
            if (visible != null && old != null && !placement.marks.isMark(old) && !Arrays.equals(visible, old)) {
                differing.add(key);
            }
        });
        return differing;
    }
}
