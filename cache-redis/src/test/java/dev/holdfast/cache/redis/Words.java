package dev.holdfast.cache.redis;

import dev.holdfast.cache.InvalidationListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Notes what it is told: {@code live}, {@code gap}, {@code all}, and keys; proofs by their moment alone. */
final class Words implements InvalidationListener {
    final List<String> heard = new CopyOnWriteArrayList<>();
    final AtomicLong proven = new AtomicLong();

    @Override
    public void live() {
        heard.add("live");
    }

    @Override
    public void proven(long nanos) {
        proven.set(nanos);
    }

    @Override
    public void changed(String key) {
        heard.add(key);
    }

    @Override
    public void allChanged() {
        heard.add("all");
    }

    @Override
    public void gap() {
        heard.add("gap");
    }
}
