package dev.holdfast.cache.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheUrl;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlParametersTest {
    private static final Duration ZERO = Duration.ZERO;
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    private enum Shape {
        ROUND,
        NOT_QUITE_ROUND
    }

    private static UrlParameters of(String query) {
        return new UrlParameters(CacheUrl.parse("redis://user:hidden@host/1?" + query));
    }

    private static List<String> problems(UrlParameters parameters) {
        CacheConfigurationException problem =
                catchThrowableOfType(CacheConfigurationException.class, parameters::verify);
        return problem == null ? List.of() : problem.problems();
    }

    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "5s, PT5S",
        "2m, PT2M",
        "1h, PT1H",
        "7d, PT168H",
        "0s, PT0S",
        "PT5S, PT5S",
        "pt0.000000001s, PT0.000000001S",
        "999999999999s, PT999999999999S"
    })
    void duration_ofGoodText_isRead(String text, Duration expected) {
        UrlParameters parameters = of("x=" + text);

        assertThat(parameters.duration("x", Duration.ofDays(9), ZERO, LONGEST)).isEqualTo(expected);
        assertThat(problems(parameters)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "s", "-5s", "5 s", "5S", "1.5s", "5s5s", "1234567890123s", "999999999999d", "PT", "٥s"})
    void duration_ofBadText_isAProblem(String text) {
        UrlParameters parameters = of("x=" + text);

        assertThat(parameters.duration("x", Duration.ofDays(9), ZERO, LONGEST)).isEqualTo(Duration.ofDays(9));
        assertThat(problems(parameters))
                .containsExactly("x must be a duration such as 250ms, 5s, 2m or 1h, not '" + text + "'");
    }

    @Test
    void duration_atItsBounds_isRead() {
        Duration min = Duration.ofMillis(10);
        Duration max = Duration.ofSeconds(2);
        UrlParameters parameters = of("a=10ms&b=2s&c=9ms&d=2001ms&e=PT0.009999999S&f=PT2.000000001S");

        assertThat(parameters.duration("a", ZERO, min, max)).isEqualTo(min);
        assertThat(parameters.duration("b", ZERO, min, max)).isEqualTo(max);
        for (String name : List.of("c", "d", "e", "f")) {
            assertThat(parameters.duration(name, ZERO, min, max)).isEqualTo(ZERO);
        }
        assertThat(problems(parameters))
                .containsExactly(
                        "c must be from 10ms to 2s, not '9ms'",
                        "d must be from 10ms to 2s, not '2001ms'",
                        "e must be from 10ms to 2s, not 'PT0.009999999S'",
                        "f must be from 10ms to 2s, not 'PT2.000000001S'");
    }

    @Test
    void duration_withBoundsBeyondMilliseconds_namesThem() {
        UrlParameters parameters = of("a=0s&b=0s");
        parameters.duration("a", ZERO, Duration.ofNanos(1), LONGEST);
        parameters.duration("b", ZERO, Duration.ofMillis(1), Duration.ofSeconds(Long.MAX_VALUE));

        assertThat(problems(parameters))
                .containsExactly(
                        "a must be from PT0.000000001S to PT2562047788015215H30M7.999999999S, not '0s'",
                        "b must be from 1ms to 9223372036854775807s, not '0s'");
    }

    @Test
    void number_atItsBounds_isRead() {
        UrlParameters parameters = of("a=-9223372036854775808&b=9223372036854775807&c=007&d=5&e=6");

        assertThat(parameters.number("a", 1, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MIN_VALUE);
        assertThat(parameters.number("b", 1, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(parameters.number("c", 1, 7, 7)).isEqualTo(7);
        assertThat(parameters.number("d", 1, 6, 9)).isEqualTo(1);
        assertThat(parameters.number("e", 1, 2, 5)).isEqualTo(1);
        assertThat(problems(parameters))
                .containsExactly("d must be a number from 6 to 9, not '5'", "e must be a number from 2 to 5, not '6'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                "1.0",
                "1e3",
                "0x1",
                " 1",
                "١",
                "9223372036854775808",
                "-9223372036854775809",
                "99999999999999999999"
            })
    void number_ofBadText_isAProblem(String text) {
        UrlParameters parameters = of("x=" + text);

        assertThat(parameters.number("x", 3, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(3);
        assertThat(problems(parameters)).singleElement().asString().contains("must be a number", "'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1B, 1",
        "1KiB, 1024",
        "64MiB, 67108864",
        "2GiB, 2147483648",
        "8589934591GiB, 9223372035781033984",
        "999999999999999, 999999999999999"
    })
    void bytes_ofGoodText_isRead(String text, long expected) {
        UrlParameters parameters = of("x=" + text);

        assertThat(parameters.bytes("x", 5, 0, Long.MAX_VALUE)).isEqualTo(expected);
        assertThat(problems(parameters)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1MB", "1kib", "1 MiB", "1.5GiB", "MiB", "1234567890123456"})
    void bytes_ofBadText_isAProblemThatNamesTheUnits(String text) {
        UrlParameters parameters = of("x=" + text);

        assertThat(parameters.bytes("x", 5, 10, Long.MAX_VALUE)).isEqualTo(5);
        assertThat(problems(parameters))
                .containsExactly("x must be a number from 10 to 9223372036854775807, not '" + text
                        + "'; a size may end in KiB, MiB or GiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "8589934592GiB", "999999999999999GiB"})
    void bytes_outsideTheirBounds_areAProblem(String text) {
        UrlParameters parameters = of("x=" + text);

        assertThat(parameters.bytes("x", 5, 10, Long.MAX_VALUE)).isEqualTo(5);
        assertThat(problems(parameters))
                .containsExactly("x must be a number from 10 to 9223372036854775807, not '" + text + "'");
    }

    @Test
    void flagAndChoice_areRead() {
        UrlParameters parameters = of("a=true&b=false&c=Not-Quite-ROUND&d=round");

        assertThat(parameters.flag("a", false)).isTrue();
        assertThat(parameters.flag("b", true)).isFalse();
        assertThat(parameters.choice("c", Shape.ROUND)).isEqualTo(Shape.NOT_QUITE_ROUND);
        assertThat(parameters.choice("d", Shape.NOT_QUITE_ROUND)).isEqualTo(Shape.ROUND);
        assertThat(problems(parameters)).isEmpty();
    }

    @Test
    void parameters_notGiven_areTheDefaults() {
        UrlParameters parameters = of("");

        assertThat(parameters.text("a")).isNull();
        assertThat(parameters.duration("b", Duration.ofDays(1), ZERO, ZERO)).isEqualTo(Duration.ofDays(1));
        assertThat(parameters.number("c", 4, 0, 0)).isEqualTo(4);
        assertThat(parameters.bytes("d", 5, 0, 0)).isEqualTo(5);
        assertThat(parameters.flag("e", true)).isTrue();
        assertThat(parameters.choice("f", Shape.ROUND)).isEqualTo(Shape.ROUND);
        assertThat(problems(parameters)).isEmpty();
    }

    @Test
    void verify_namesEveryProblemAtOnce() {
        UrlParameters parameters =
                of("flag=yes&shape=square&timeot=1s&other=1&maxBytes=a%0Ab&password=hidden&authToken=hidden");
        parameters.text("timeout");
        parameters.flag("flag", true);
        parameters.choice("shape", Shape.ROUND);
        parameters.bytes("maxBytes", 1, 1, 2);
        parameters.number("password", 1, 1, 2);
        parameters.duration("authToken", ZERO, ZERO, ZERO);
        parameters.problem("the driver found something");

        CacheConfigurationException problem =
                catchThrowableOfType(CacheConfigurationException.class, parameters::verify);

        String known = "; known are authToken, flag, maxBytes, password, shape, timeout";
        assertThat(problem.problems())
                .containsExactly(
                        "flag must be true or false, not 'yes'",
                        "shape must be one of round, not-quite-round, not 'square'",
                        "maxBytes must be a number from 1 to 2, not 'a\\u000ab'; a size may end in KiB, MiB or GiB",
                        "password must be a number from 1 to 2, not the one given",
                        "authToken must be a duration such as 250ms, 5s, 2m or 1h, not the one given",
                        "the driver found something",
                        "there is no parameter timeot, did you mean timeout?" + known,
                        "there is no parameter other" + known);
        assertThat(problem).hasMessageStartingWith("8 problems: ").hasMessageContaining("open at redis://host/1");
        assertThat(problem.getMessage()).doesNotContain("hidden");
    }

    @Test
    void refuseServers_ofAUrlWithoutServers_findsNoProblem() {
        for (String url : List.of("local:", "local:name", "local:?x=1")) {
            UrlParameters parameters = new UrlParameters(CacheUrl.parse(url));
            parameters.text("x");
            parameters.refuseServers();
            parameters.refuseMembers();

            assertThat(problems(parameters)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local://host", "local://user@/name", "local://:password@/name"})
    void refuseServers_ofAUrlWithServers_isAProblem(String url) {
        UrlParameters parameters = new UrlParameters(CacheUrl.parse(url));
        parameters.refuseServers();

        assertThat(problems(parameters)).containsExactly("a local: URL names no server: write local:?name=value");
    }

    @Test
    void refuseMembers_ofAComposite_isAProblem() {
        UrlParameters parameters = new UrlParameters(CacheUrl.parse("redis:host:6379"));
        parameters.refuseMembers();

        assertThat(problems(parameters)).singleElement().asString().contains("write hosts after '//'");
    }
}
