package dev.holdfast.cache.recipes.near;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.InvalidationListener;
import dev.holdfast.cache.InvalidationSource;
import dev.holdfast.cache.Invalidations;
import dev.holdfast.cache.Ttl;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;

/** A shared cache that tells of its changes: when a test delivers the word. */
final class TellingCache extends ForwardingCache implements InvalidationSource {
    private final LongSupplier ticker;
    private final List<Told> told = new ArrayList<>();
    private final Queue<String> onItsWay = new ArrayDeque<>();
    private boolean live = true;

    private record Told(String prefix, InvalidationListener listener) {}

    TellingCache(DistributedCache delegate, LongSupplier ticker) {
        super(delegate);
        this.ticker = ticker;
    }

    @Override
    public Invalidations subscribe(String prefix, InvalidationListener listener) {
        Told subscription = new Told(prefix, listener);
        told.add(subscription);
        if (live) {
            listener.live();
            listener.proven(ticker.getAsLong());
        }
        return new Invalidations() {
            @Override
            public boolean isLive() {
                return live && told.contains(subscription);
            }

            @Override
            public void close() {
                told.remove(subscription);
            }
        };
    }

    int subscriptions() {
        return told.size();
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        super.set(key, value, ttl);
        onItsWay.add(key);
    }

    @Override
    public boolean delete(String key) {
        onItsWay.add(key);
        return super.delete(key);
    }

    /** The word of one change arrives, if there is one on its way. */
    void deliverOne() {
        String key = onItsWay.poll();
        if (key != null) {
            told.stream()
                    .filter(one -> key.startsWith(one.prefix()))
                    .forEach(one -> one.listener().changed(key));
        }
    }

    void deliverAll() {
        while (!onItsWay.isEmpty()) {
            deliverOne();
        }
    }

    /** A connection is lost, and with it what was on its way. */
    void lose() {
        live = false;
        onItsWay.clear();
        told.forEach(one -> one.listener().gap());
    }

    void recover() {
        live = true;
        onItsWay.clear();
        told.forEach(one -> one.listener().live());
        prove();
    }

    void prove() {
        told.forEach(one -> one.listener().proven(ticker.getAsLong()));
    }

    void flush() {
        told.forEach(one -> one.listener().allChanged());
    }
}
