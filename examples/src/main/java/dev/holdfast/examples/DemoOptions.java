package dev.holdfast.examples;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was asked for on the command line. */
record DemoOptions(
        String url,
        OwnServer.@Nullable Kind start,
        boolean outage,
        @Nullable String oldUrl,
        boolean quick,
        boolean colour,
        long seed) {
    private static final long DEFAULT_SEED = 42;

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException saying which argument is wrong, and what would be right
     */
    static DemoOptions parse(List<String> arguments) {
        String url = null;
        String second = null;
        boolean migrate = false;
        OwnServer.Kind start = null;
        boolean outage = false;
        boolean quick = false;
        boolean colour = true;
        long seed = DEFAULT_SEED;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--outage" -> outage = true;
                case "--migrate" -> migrate = true;
                case "--quick" -> quick = true;
                case "--no-color", "--no-colour" -> colour = false;
                case "--seed" -> seed = seed(++i < arguments.size() ? arguments.get(i) : null);
                case "--start" -> start = kind(++i < arguments.size() ? arguments.get(i) : null);
                default -> {
                    second = url == null ? null : url(argument, second);
                    url = url == null ? url(argument, null) : url;
                }
            }
        }
        requireFitting(url, second, migrate, outage);
        if (url != null && start != null) {
            throw new IllegalArgumentException("either a URL or --start, not both");
        }
        if (url != null && outage) {
            throw new IllegalArgumentException("--outage breaks the server, so it plays on one of its own: give --start"
                    + " or nothing, and no URL");
        }
        String oldUrl = !migrate ? null : second == null ? "local:old" : second;
        return new DemoOptions(url == null ? "local:" : url, start, outage, oldUrl, quick, colour, seed);
    }

    private static void requireFitting(@Nullable String url, @Nullable String second, boolean migrate, boolean outage) {
        if (!migrate && second != null) {
            throw new IllegalArgumentException("one URL is enough, but there are two");
        }
        if (migrate && url != null && second == null) {
            throw new IllegalArgumentException("--migrate needs two URLs, the new cache's and the old one's, or none");
        }
        if (migrate && outage) {
            throw new IllegalArgumentException("either --migrate or --outage, not both");
        }
    }

    /** The same on another cache. */
    DemoOptions on(String otherUrl) {
        return new DemoOptions(otherUrl, null, false, null, quick, colour, seed);
    }

    private static OwnServer.Kind kind(@Nullable String text) {
        for (OwnServer.Kind kind : OwnServer.Kind.values()) {
            if (kind.name().equalsIgnoreCase(text)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("--start needs redis or memcached");
    }

    private static long seed(@Nullable String text) {
        try {
            return Long.parseLong(text == null ? "" : text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--seed needs a whole number, such as --seed 7", e);
        }
    }

    private static String url(String argument, @Nullable String before) {
        if (argument.startsWith("-")) {
            throw new IllegalArgumentException("there is no option " + argument);
        }
        if (before != null) {
            throw new IllegalArgumentException("two URLs are enough, but there are three");
        }
        return argument;
    }
}
