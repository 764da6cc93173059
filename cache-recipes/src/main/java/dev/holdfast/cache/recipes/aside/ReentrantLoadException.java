package dev.holdfast.cache.recipes.aside;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** A loader asked for a key whose load waits for that very loader, directly or through others: it would wait for ever. */
public final class ReentrantLoadException extends LoadException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** In the order in which each waits for the next. */
    @SuppressWarnings("serial") // List.copyOf is serializable
    private final List<String> keys;

    ReentrantLoadException(List<String> keys) {
        super(
                "a load waits for itself: "
                        + keys.stream().map(LoadException::named).collect(Collectors.joining(" → "))
                        + "; have the loader read its source instead of the cache",
                null);
        this.keys = List.copyOf(keys);
    }

    /**
     * The keys whose loads wait for each other.
     *
     * @return each waits for the next; the first is also the last
     */
    public List<String> keys() {
        return keys;
    }
}
