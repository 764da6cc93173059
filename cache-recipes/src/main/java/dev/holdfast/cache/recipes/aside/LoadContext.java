package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One load of one key: what is known of it, and where the loader says what to do with the value. For the loader's own
 * thread, during its call.
 *
 * <pre>{@code
 * Page page = pages.get(url, load -> {
 *     Response response = http.get(url, load.stale() == null ? null : load.stale().etag());
 *     load.ttl(response.maxAge());
 *     return response.isNotModified() ? load.stale() : Page.of(response);
 * });
 * }</pre>
 *
 * @param <V> the type of the value
 */
public final class LoadContext<V> {
    private final String key;
    private final @Nullable V stale;
    private final boolean tagged;
    private final Set<String> tags = new LinkedHashSet<>();
    private @Nullable Ttl ttl;
    private boolean cached = true;
    private @Nullable Throwable failure;

    LoadContext(String key, @Nullable V stale, boolean tagged) {
        this.key = key;
        this.stale = stale;
        this.tagged = tagged;
    }

    /**
     * What is loaded.
     *
     * @return the key as it was asked for
     */
    public String key() {
        return key;
    }

    /**
     * The value that is still in the cache, which this load is to replace; for conditional requests, where it may also
     * be returned to be stored for another TTL.
     *
     * @return the old value; null if there is none
     */
    public @Nullable V stale() {
        return stale;
    }

    /**
     * Has this value live for that long, in place of the options' TTL; with jitter, as they say.
     *
     * @param newTtl how long it is fresh
     * @return this context
     */
    public LoadContext<V> ttl(Ttl newTtl) {
        this.ttl = Objects.requireNonNull(newTtl, "ttl");
        return this;
    }

    /**
     * Has this value live for that long, in place of the options' TTL.
     *
     * @param newTtl how long it is fresh; zero or negative: as {@link #doNotCache}
     * @return this context
     */
    public LoadContext<V> ttl(Duration newTtl) {
        return newTtl.isZero() || newTtl.isNegative() ? doNotCache() : ttl(Ttl.of(newTtl));
    }

    /**
     * Has this value not stored, and what it would replace taken away: those who wait for it get it, the next caller loads
     * again.
     *
     * @return this context
     */
    public LoadContext<V> doNotCache() {
        cached = false;
        return this;
    }

    /**
     * Ties this value to tags, so that {@link CacheAside#invalidateTag} takes it away.
     *
     * @param names 1 to 1,000 UTF-8 bytes each, at most 100 a value
     * @return this context
     * @throws IllegalStateException if the options are not {@linkplain CacheAsideOptions.Builder#tagged tagged}
     */
    public LoadContext<V> tag(String... names) {
        if (!tagged) {
            throw new IllegalStateException("values can't have tags here: build the options with tagged()");
        }
        tags.addAll(List.of(names));
        Names.checkTags(tags);
        return this;
    }

    /**
     * Says that this key of a bulk load failed, while others may have not; what is returned for it is left aside.
     *
     * @param cause why
     * @return this context
     */
    public LoadContext<V> fail(Throwable cause) {
        failure = Objects.requireNonNull(cause, "cause");
        return this;
    }

    @Nullable
    Ttl chosenTtl() {
        return ttl;
    }

    boolean isCached() {
        return cached;
    }

    Set<String> tags() {
        return tags;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }
}
