package dev.holdfast.cache.recipes.near;

import dev.holdfast.cache.InvalidationListener;

/** Hears of changes, and of nothing else. */
record ChangeListener(Runnable onChange) implements InvalidationListener {
    @Override
    public void live() {}

    @Override
    public void proven(long nanos) {}

    @Override
    public void changed(String key) {
        onChange.run();
    }

    @Override
    public void allChanged() {
        onChange.run();
    }

    @Override
    public void gap() {
        onChange.run();
    }
}
