package dev.holdfast.examples;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was asked for on the command line. */
record DemoOptions(String url, boolean quick, boolean colour, long seed, boolean help) {
    static final String USAGE = """
            ./demo [options] [url]

            Plays short acts on a cache: cache-aside in front of a slow database, a counter under many
            threads, expiry, bulk calls, errors. Works on any backend and leaves nothing behind.

              url          the cache to play on; local: where none is given
                           ./demo redis://localhost       ./demo memcached://host1,host2
              --quick      small sizes: a few seconds
              --seed N     other questions, other TTLs; the same N gives the same ones (default 42)
              --no-color   no colours (so does the variable NO_COLOR)
              --help       this text

            Exit code: 0 all promises held, 1 one was broken, 2 bad arguments or no such cache.""";

    private static final long DEFAULT_SEED = 42;

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException saying which argument is wrong, and what would be right
     */
    static DemoOptions parse(List<String> arguments) {
        String url = null;
        boolean quick = false;
        boolean colour = true;
        boolean help = false;
        long seed = DEFAULT_SEED;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "--quick" -> quick = true;
                case "--no-color", "--no-colour" -> colour = false;
                case "--help", "-h" -> help = true;
                case "--seed" -> seed = seed(++i < arguments.size() ? arguments.get(i) : null);
                default -> url = url(argument, url);
            }
        }
        return new DemoOptions(url == null ? "local:" : url, quick, colour, seed, help);
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
            throw new IllegalArgumentException("one URL is enough, but there are two");
        }
        return argument;
    }
}
