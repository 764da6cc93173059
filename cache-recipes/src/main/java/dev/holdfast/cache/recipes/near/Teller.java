package dev.holdfast.cache.recipes.near;

import java.util.Collection;

/** Where a near cache hears of others' changes, and says its own. */
interface Teller {
    /** These keys were changed here, or may have been. Never throws for the sake of others. */
    void changed(Collection<String> keys);

    /** Hears and says no more. */
    void close();

    /** Nobody to tell: the server does it, or nobody does. */
    static Teller silent(Runnable close) {
        return new Teller() {
            @Override
            public void changed(Collection<String> keys) {}

            @Override
            public void close() {
                close.run();
            }
        };
    }
}
