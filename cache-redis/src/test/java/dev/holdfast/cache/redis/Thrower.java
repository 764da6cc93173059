package dev.holdfast.cache.redis;

import dev.holdfast.cache.InvalidationListener;

/** Throws at that word, and hears all others. */
record Thrower(String word) implements InvalidationListener {
    private void hear(String said) {
        if (said.equals(word)) {
            throw new IllegalStateException("a listener's fault");
        }
    }

    @Override
    public void live() {
        hear("live");
    }

    @Override
    public void proven(long nanos) {
        hear("proven");
    }

    @Override
    public void changed(String key) {
        hear("changed");
    }

    @Override
    public void allChanged() {
        hear("allChanged");
    }

    @Override
    public void gap() {
        hear("gap");
    }
}
