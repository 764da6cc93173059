package dev.holdfast.cache;

import java.util.List;

/** Tells several observers; one that throws does not keep the others from being told. */
record AllObservers(List<CacheObserver> observers) implements CacheObserver {
    @Override
    public void on(CacheEvent event) {
        Throwable first = null;
        for (CacheObserver observer : observers) {
            try {
                observer.on(event);
            } catch (RuntimeException | Error e) {
                first = first == null ? e : first;
            }
        }
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }

    @Override
    public boolean inline() {
        return observers.stream().allMatch(CacheObserver::inline);
    }
}
