package dev.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.spi.UrlParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No part of a secret is ever shown, however badly it was written into the URL. */
class CacheUrlSecrecyTest {
    private static final String CANARY = "CANARY";
    private static final String RESERVED = ":/?#[]@!$&'()*+,;=|%\\\"<>^`{} \t\n\u0000é\uD83D\uDE00";

    /** Each reserved character, unencoded, in the middle of each kind of secret, in each kind of URL. */
    static Stream<String> urlsWithBadSecrets() {
        List<String> secrets = new ArrayList<>();
        for (int c : RESERVED.codePoints().toArray()) {
            String reserved = Character.toString(c);
            for (String half : List.of(CANARY, "12", "a:" + CANARY, "1,2", "")) {
                secrets.add(half + reserved + CANARY);
                secrets.add(CANARY + reserved + half);
                secrets.add("@" + half + reserved + CANARY);
                secrets.add(half + "@" + half + reserved + CANARY);
            }
        }
        secrets.removeIf(secret -> secret.contains("|a:")); // text after '|' that is like a member's URL is one
        return secrets.stream()
                .flatMap(secret -> Stream.of(
                        "redis://user:" + secret + "@host:1/0?timeout=1s",
                        "redis://:" + secret + "@host",
                        "redis://" + secret + "@host",
                        "redis:user:" + secret + "@host",
                        "redis:" + secret + "@host",
                        "redis-socket://:" + secret + "@/run/redis.sock",
                        "user:" + secret + "@host",
                        "redis://host?timeout=1s&password=" + secret))
                .flatMap(url -> Stream.of(
                        url,
                        "breaker:" + url,
                        "breaker:[" + url + "]?trial=1s",
                        "fallback:" + url + "|memcached://b",
                        "fallback:memcached://b|breaker:[" + url + "]"));
    }

    @Tag("fuzz")
    @Test
    void secrets_thatAreNotEncoded_areNeverShown() {
        assertThat(urlsWithBadSecrets().filter(CacheUrlSecrecyTest::shows)).isEmpty();
    }

    static Stream<String> goodUrls() {
        return Stream.of(
                "redis://user:CANARY@host?timeout=no&nosuch=1",
                "redis://CANARY@host?timeout=no",
                "redis://host?password=CANARY&timeout=no",
                "redis://host?sentinelPassword=CANARY",
                "redis://host?clientKey=CANARY",
                "redis://host?timeoutToken=CANARY",
                "redis://host?timeout=1s;password=CANARY",
                "breaker:[redis://:CANARY@host?password=CANARY]?secret=CANARY",
                "fallback:redis://:CANARY@a|breaker:[fallback:redis://u:CANARY@b|memcached://c?token=CANARY]");
    }

    @ParameterizedTest
    @MethodSource("goodUrls")
    void secrets_ofGoodUrls_areNeverShown(String url) {
        assertThat(CacheUrl.parse(url)).isNotNull();
        assertThat(shows(url)).isFalse();
    }

    @Tag("fuzz")
    @Test
    void parse_ofAnyText_givesUrlOrConfigurationException() {
        Random random = new Random(42);
        List<String> seeds = goodUrls().toList();
        for (int i = 0; i < 50_000; i++) {
            String text = random.nextInt(4) == 0 ? noise(random) : mutated(seeds.get(i % seeds.size()), random);
            assertThat(shows(text, text.contains(CANARY + "="))).as(text).isFalse();
        }
    }

    private static String noise(Random random) {
        String alphabet = RESERVED + "abc019-_.\uD800\uDC00";
        StringBuilder text = new StringBuilder("redis:".substring(0, random.nextInt(7)));
        for (int n = random.nextInt(30); n > 0; n--) {
            text.append(anyOf(alphabet, random));
        }
        return text.toString();
    }

    /** Two characters are inserted, or punctuation but '@' is replaced; none in a word: a secret's name stays one. */
    private static String mutated(String seed, Random random) {
        List<String> parts = new ArrayList<>(List.of(seed.split("\\b")));
        int punctuation = 1 + 2 * random.nextInt(parts.size() / 2);
        if (random.nextInt(3) == 0 && !parts.get(punctuation).equals("@")) {
            parts.set(punctuation, anyOf(RESERVED, random));
        } else {
            parts.add(random.nextInt(parts.size()), anyOf(RESERVED, random));
            parts.add(random.nextInt(parts.size()), anyOf(RESERVED, random));
        }
        return String.join("", parts);
    }

    private static String anyOf(String alphabet, Random random) {
        int at = random.nextInt(alphabet.length());
        return alphabet.substring(at, at + 1);
    }

    @Test
    void parse_ofLongText_isLinear() {
        String many = "a.b,".repeat(25_000);
        List<String> longs = List.of(
                "redis://" + many + "c",
                "redis://:" + "%41".repeat(33_000) + "@h",
                "redis://:" + "@:".repeat(50_000) + "@h",
                "redis://h?" + "x=1&".repeat(25_000),
                "fallback:" + "[local:]|".repeat(11_000) + "local:",
                "fallback:" + "[".repeat(50_000) + "]".repeat(50_000),
                "a:".repeat(50_000),
                "a".repeat(100_000));
        long start = System.nanoTime();

        longs.forEach(CacheUrlSecrecyTest::shows);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    private static boolean shows(String text) {
        return shows(text, false);
    }

    /** Whether anything that may be logged shows the canary; only a name before '=' is known to be no secret. */
    private static boolean shows(String text, boolean asName) {
        StringBuilder shown = new StringBuilder();
        try {
            show(CacheUrl.parse(text), shown);
        } catch (CacheConfigurationException e) {
            shown.append(everything(e));
        }
        return !asName && shown.indexOf(CANARY) >= 0;
    }

    private static void show(CacheUrl url, StringBuilder shown) {
        shown.append(url).append(url.endpoint()).append(url.hosts()).append(url.path());
        UrlParameters parameters = new UrlParameters(url);
        parameters.duration("timeout", Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofSeconds(2));
        parameters.number("timeoutToken", 1, 1, 2);
        parameters.bytes("password", 1, 1, 2);
        parameters.flag("secret", true);
        parameters.choice("token", Outcome.UNKNOWN);
        parameters.refuseMembers();
        parameters.refuseServers();
        try {
            parameters.verify();
        } catch (CacheConfigurationException e) {
            shown.append(everything(e));
        }
        url.members().forEach(member -> show(member, shown));
    }

    private static String everything(CacheConfigurationException problem) {
        StringBuilder all = new StringBuilder(problem.problems().toString()).append(problem.call());
        for (Throwable e = problem; e != null; e = e.getCause()) {
            all.append(e).append(List.of(e.getSuppressed()));
        }
        return all.toString();
    }
}
