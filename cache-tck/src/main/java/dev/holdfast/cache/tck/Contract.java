package dev.holdfast.cache.tck;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The written contract, as this suite carries it. */
public final class Contract {
    private static final Pattern HEADING_OR_CLAUSE = Pattern.compile("(?m)^(?:## ([A-Z]{3})$|([0-9]+)\\. )");

    private Contract() {}

    /**
     * The contract's text.
     *
     * @return Markdown
     */
    public static String text() {
        try (InputStream in = Contract.class.getResourceAsStream("contract.md")) {
            if (in == null) {
                throw new IllegalStateException("contract.md is not beside " + Contract.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The clauses of the written contract.
     *
     * @return such as {@code CAS-1}, in order
     */
    public static SortedSet<String> clauses() {
        SortedSet<String> clauses = new TreeSet<>();
        String topic = "";
        Matcher matcher = HEADING_OR_CLAUSE.matcher(text());
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                topic = matcher.group(1);
            } else {
                clauses.add(topic + "-" + matcher.group(2));
            }
        }
        return clauses;
    }

    /**
     * The tests of the suite.
     *
     * @return every test method of every topic of {@link CacheContract}
     */
    public static Stream<Method> tests() {
        return Arrays.stream(CacheContract.class.getMethods()).filter(method -> method.isAnnotationPresent(Test.class));
    }
}
