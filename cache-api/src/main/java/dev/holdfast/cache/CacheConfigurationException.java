package dev.holdfast.cache;

import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cache could not be opened as configured; every problem found is named at once, each with its mend. */
public final class CacheConfigurationException extends CachePermanentException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** One sentence each. */
    @SuppressWarnings("serial") // List.copyOf is serializable
    private final List<String> problems;

    /**
     * All that is wrong with a configuration.
     *
     * @param endpoint what was to be opened, without secrets; null where not even that is clear
     * @param problems one sentence each, naming what to change; at least one
     */
    public CacheConfigurationException(@Nullable String endpoint, List<String> problems) {
        super(FailedCall.unsent(Operation.OPEN, null, endpoint), Outcome.NOT_APPLIED, detail(problems), null);
        this.problems = List.copyOf(problems);
    }

    private static String detail(List<String> problems) {
        return problems.size() == 1 ? problems.get(0) : problems.size() + " problems: " + String.join("; ", problems);
    }

    /**
     * The problems, one sentence each.
     *
     * @return an unmodifiable list of at least one
     */
    public List<String> problems() {
        return problems;
    }
}
