package dev.holdfast.examples;

import java.util.List;

/** The acts, in the order played. */
final class Repertoire {
    private Repertoire() {}

    static List<Act> acts() {
        return List.of(
                new CacheAsideAct(),
                new StampedeAct(),
                new VisitorsAct(),
                new ExpiryAct(),
                new BulkAct(),
                new ErrorsAct());
    }
}
