package dev.holdfast.cache.spi;

import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.KeyRules;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a URL's parameters by type and collects all that is wrong with them, so that {@link #verify()} can name every
 * problem at once: values that are none, bounds not kept, names that nobody asked for.
 *
 * <p>A reader method returns the default where the value is bad, so reading goes on. Not safe for several threads.
 */
public final class UrlParameters {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})(B|KiB|MiB|GiB)?");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final Map<String, Integer> SHIFT = Map.of("B", 0, "KiB", 10, "MiB", 20, "GiB", 30);

    private final CacheUrl url;
    private final Set<String> asked = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * Reads the parameters of that URL.
     *
     * @param url the URL
     */
    public UrlParameters(CacheUrl url) {
        this.url = url;
    }

    private @Nullable String raw(String name) {
        asked.add(name);
        return url.parameters().get(name);
    }

    /**
     * A text.
     *
     * @param name the parameter
     * @return its value, null where it is not given
     */
    public @Nullable String text(String name) {
        return raw(name);
    }

    /**
     * A duration, such as {@code 250ms}, {@code 5s}, {@code 2m}, {@code 1h}, {@code 7d} or ISO-8601's {@code PT5S}.
     *
     * @param name the parameter
     * @param defaultValue where it is not given
     * @param min the least allowed
     * @param max the most allowed
     * @return the duration
     */
    public Duration duration(String name, Duration defaultValue, Duration min, Duration max) {
        String text = raw(name);
        if (text == null) {
            return defaultValue;
        }
        Duration value = parsedDuration(text);
        if (value == null) {
            problem(name + " must be a duration such as 250ms, 5s, 2m or 1h, not " + shown(name, text));
            return defaultValue;
        }
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            problem(name + " must be from " + worded(min) + " to " + worded(max) + ", not " + shown(name, text));
            return defaultValue;
        }
        return value;
    }

    private static @Nullable Duration parsedDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        try {
            return matcher.matches()
                    ? Duration.ofMillis(Math.multiplyExact(
                            Long.parseLong(matcher.group(1)), MILLIS.getOrDefault(matcher.group(2), 1L)))
                    : Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static String worded(Duration duration) {
        if (duration.equals(duration.truncatedTo(ChronoUnit.SECONDS))) {
            return duration.toSeconds() + "s";
        }
        boolean shortMillis = duration.equals(duration.truncatedTo(ChronoUnit.MILLIS)) && duration.toDays() == 0;
        return shortMillis ? duration.toMillis() + "ms" : duration.toString();
    }

    /**
     * A whole number.
     *
     * @param name the parameter
     * @param defaultValue where it is not given
     * @param min the least allowed
     * @param max the most allowed
     * @return the number
     */
    public long number(String name, long defaultValue, long min, long max) {
        String text = raw(name);
        if (text == null) {
            return defaultValue;
        }
        return bounded(name, text, defaultValue, min, max, decimal(text), "");
    }

    private static @Nullable BigInteger decimal(String text) {
        return text.matches("-?[0-9]{1,19}") ? new BigInteger(text) : null;
    }

    /**
     * A size in bytes: a number, alone or with {@code B}, {@code KiB}, {@code MiB} or {@code GiB}.
     *
     * @param name the parameter
     * @param defaultValue where it is not given
     * @param min the least allowed
     * @param max the most allowed
     * @return the size in bytes
     */
    public long bytes(String name, long defaultValue, long min, long max) {
        String text = raw(name);
        if (text == null) {
            return defaultValue;
        }
        Matcher matcher = SIZE.matcher(text);
        BigInteger size = null;
        if (matcher.matches()) {
            String unit = matcher.group(2) == null ? "B" : matcher.group(2);
            size = new BigInteger(matcher.group(1)).shiftLeft(SHIFT.getOrDefault(unit, 0));
        }
        return bounded(name, text, defaultValue, min, max, size, "; a size may end in KiB, MiB or GiB");
    }

    private long bounded(
            String name, String text, long defaultValue, long min, long max, @Nullable BigInteger value, String hint) {
        if (value == null
                || value.compareTo(BigInteger.valueOf(min)) < 0
                || value.compareTo(BigInteger.valueOf(max)) > 0) {
            problem(name + " must be a number from " + min + " to " + max + ", not " + shown(name, text)
                    + (value == null ? hint : ""));
            return defaultValue;
        }
        return value.longValue();
    }

    /**
     * A yes or no: {@code true} or {@code false}.
     *
     * @param name the parameter
     * @param defaultValue where it is not given
     * @return the answer
     */
    public boolean flag(String name, boolean defaultValue) {
        String text = raw(name);
        if (text == null) {
            return defaultValue;
        }
        if (!text.equals("true") && !text.equals("false")) {
            problem(name + " must be true or false, not " + shown(name, text));
            return defaultValue;
        }
        return text.equals("true");
    }

    /**
     * One of an enum's constants, written in any case, with {@code -} for {@code _}.
     *
     * @param name the parameter
     * @param defaultValue where it is not given
     * @param <E> the enum
     * @return the constant
     */
    public <E extends Enum<E>> E choice(String name, E defaultValue) {
        String text = raw(name);
        if (text == null) {
            return defaultValue;
        }
        E[] all = defaultValue.getDeclaringClass().getEnumConstants();
        for (E constant : all) {
            if (written(constant).equals(text.toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        problem(name + " must be one of "
                + String.join(
                        ", ", Arrays.stream(all).map(UrlParameters::written).toList()) + ", not "
                + shown(name, text));
        return defaultValue;
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String shown(String name, String text) {
        return CacheUrl.isSecret(name) || CacheUrl.isSecret(text) ? "the one given" : KeyRules.printable(text);
    }

    /**
     * Notes a problem that a driver found by itself.
     *
     * @param problem one sentence, naming what to change; no secret
     */
    public void problem(String problem) {
        problems.add(problem);
    }

    /** Notes a problem if the URL names hosts, a user or a password: for drivers that reach no server. */
    public void refuseServers() {
        if (!url.hosts().isEmpty() || url.user() != null || url.password() != null) {
            problem("a " + url.scheme() + ": URL names no server: write " + url.scheme() + ":?name=value");
        }
    }

    /** Notes a problem if the URL is made of others: for all drivers but composites. */
    public void refuseMembers() {
        if (!url.members().isEmpty()) {
            problem("a " + url.scheme() + ": URL is not made of other URLs: write hosts after '//', and ':' as %3A in a"
                    + " path without hosts");
        }
    }

    /**
     * Ends the reading.
     *
     * @throws CacheConfigurationException if there was any problem, or a parameter that nobody asked for
     */
    public void verify() {
        List<String> all = new ArrayList<>(problems);
        for (String name : url.parameters().keySet()) {
            if (!asked.contains(name)) {
                all.add("there is no parameter " + name + Suggestion.among(asked, name) + "; known are "
                        + String.join(", ", asked.stream().sorted().toList()));
            }
        }
        if (!all.isEmpty()) {
            throw new CacheConfigurationException(url.endpoint(), all);
        }
    }
}
