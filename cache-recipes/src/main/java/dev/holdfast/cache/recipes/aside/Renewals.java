package dev.holdfast.cache.recipes.aside;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/** Keeps the leases of loads, from the first that is won until all is stored. */
final class Renewals<V> {
    private final EntryStore<V> store;
    private final Background background;
    private final Duration pause;

    Renewals(CacheAsideOptions options, EntryStore<V> store, Background background) {
        this.store = store;
        this.background = background;
        this.pause = options.leaseTtl().dividedBy(3);
    }

    void begin(Load<V> load) {
        load.renewal(background.schedule(pause, () -> renewSoon(load)));
    }

    private void renewSoon(Load<V> load) {
        try {
            background.execute(() -> renew(load));
        } catch (RejectedExecutionException e) {
            begin(load);
        }
    }

    private void renew(Load<V> load) {
        for (Flight<V> flight : load.held()) {
            Fence.Lease lease = flight.fence().lease();
            if (lease != null && !load.hasEnded()) {
                try {
                    store.renew(lease);
                } catch (RuntimeException ignored) {
                    // tried again before the lease ends
                }
            }
        }
        begin(load);
    }
}
