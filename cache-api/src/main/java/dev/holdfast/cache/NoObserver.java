package dev.holdfast.cache;

/** Does nothing. */
enum NoObserver implements CacheObserver {
    NONE;

    @Override
    public void on(CacheEvent event) {}

    @Override
    public boolean inline() {
        return true;
    }
}
