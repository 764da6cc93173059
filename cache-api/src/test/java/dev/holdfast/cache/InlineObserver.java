package dev.holdfast.cache;

import java.util.function.Consumer;

/** Is told on the caller's thread. */
public record InlineObserver(Consumer<CacheEvent> told) implements CacheObserver {
    @Override
    public void on(CacheEvent event) {
        told.accept(event);
    }

    @Override
    public boolean inline() {
        return true;
    }
}
