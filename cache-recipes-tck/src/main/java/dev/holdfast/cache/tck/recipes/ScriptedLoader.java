package dev.holdfast.cache.tck.recipes;

import dev.holdfast.cache.recipes.aside.BulkLoadContext;
import dev.holdfast.cache.recipes.aside.BulkLoader;
import dev.holdfast.cache.recipes.aside.LoadContext;
import dev.holdfast.cache.recipes.aside.Loader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A loader for tests: it is told what to return or throw, counts its calls, and can be held until it is released. A bulk
 * loader too. Safe for any number of threads.
 *
 * <pre>{@code
 * ScriptedLoader loader = new ScriptedLoader().hold();
 * Future<String> waiting = executor.submit(() -> users.get("42", loader));
 * loader.awaitHeld(1);
 * loader.release();
 * assertThat(loader.calls()).isEqualTo(1);
 * }</pre>
 *
 * <p>Unless told otherwise the n-th call for a key returns the key with {@code "#n"}.
 */
public final class ScriptedLoader implements Loader<String>, BulkLoader<String> {
    private final Map<String, Integer> callsByKey = new LinkedHashMap<>();
    private final List<Set<String>> bulkCalls = new ArrayList<>();
    private final Deque<Exception> failures = new ArrayDeque<>();
    private @Nullable Exception everyFailure;
    private Function<String, @Nullable String> values = key -> key + "#" + callsFor(key);
    private Consumer<LoadContext<String>> choice = load -> {};
    private boolean holding;
    private int held;
    private int calls;
    private int interrupted;

    /** A loader that is not held and does not fail. */
    public ScriptedLoader() {}

    /**
     * Returns that from now on; null: there is nothing.
     *
     * @param value what every call returns
     * @return this loader
     */
    public synchronized ScriptedLoader returning(@Nullable String value) {
        values = key -> value;
        return this;
    }

    /**
     * Does that in every call, such as choosing a TTL.
     *
     * @param choosing what is done with the context
     * @return this loader
     */
    public synchronized ScriptedLoader choosing(Consumer<LoadContext<String>> choosing) {
        choice = choosing;
        return this;
    }

    /**
     * Has the next call that gets so far throw.
     *
     * @param failure what is thrown
     * @return this loader
     */
    public synchronized ScriptedLoader failNext(Exception failure) {
        failures.add(failure);
        return this;
    }

    /**
     * Has every call throw, until {@link #heal()}.
     *
     * @param failure what is thrown
     * @return this loader
     */
    public synchronized ScriptedLoader fail(Exception failure) {
        everyFailure = failure;
        return this;
    }

    /**
     * Fails no more.
     *
     * @return this loader
     */
    public synchronized ScriptedLoader heal() {
        everyFailure = null;
        failures.clear();
        return this;
    }

    /**
     * Holds calls, those to come, until {@link #release()}.
     *
     * @return this loader
     */
    public synchronized ScriptedLoader hold() {
        holding = true;
        return this;
    }

    /**
     * Lets all calls go on, those to come too.
     *
     * @return this loader
     */
    public synchronized ScriptedLoader release() {
        holding = false;
        notifyAll();
        return this;
    }

    /**
     * Waits until so many calls are being held.
     *
     * @param number how many at least
     */
    public void awaitHeld(int number) {
        Eventually.that("so many loads are held: " + number, () -> held() >= number);
    }

    private synchronized int held() {
        return held;
    }

    /**
     * How often it was called.
     *
     * @return the number, of bulk calls one each
     */
    public synchronized int calls() {
        return calls;
    }

    /**
     * How often that key was loaded.
     *
     * @param key the key
     * @return the number
     */
    public synchronized int callsFor(String key) {
        return callsByKey.getOrDefault(key, 0);
    }

    /**
     * What it was asked for in bulk, call by call.
     *
     * @return the keys of each call
     */
    public synchronized List<Set<String>> bulkCalls() {
        return List.copyOf(bulkCalls);
    }

    /**
     * How many calls were interrupted while they were held.
     *
     * @return the number
     */
    public synchronized int interrupted() {
        return interrupted;
    }

    @Override
    public synchronized @Nullable String load(LoadContext<String> load) throws Exception {
        begin(Set.of(load.key()));
        choice.accept(load);
        return values.apply(load.key());
    }

    @Override
    public synchronized Map<String, String> loadAll(BulkLoadContext<String> load) throws Exception {
        bulkCalls.add(Set.copyOf(load.keys()));
        begin(load.keys());
        Map<String, String> loaded = new LinkedHashMap<>();
        for (String key : load.keys()) {
            choice.accept(load.of(key));
            String value = values.apply(key);
            if (value != null) {
                loaded.put(key, value);
            }
        }
        return loaded;
    }

    private synchronized void begin(Set<String> keys) throws Exception {
        calls++;
        keys.forEach(key -> callsByKey.merge(key, 1, Integer::sum));
        held++;
        try {
            while (holding) {
                wait();
            }
        } catch (InterruptedException e) {
            interrupted++;
            throw e;
        } finally {
            held--;
        }
        Exception failure = failures.isEmpty() ? everyFailure : failures.poll();
        if (failure != null) {
            throw failure;
        }
    }
}
