package dev.holdfast.it.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.Caches;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** URLs that are right, and what becomes of them by typing errors and by malice. */
@Tag("fuzz")
class UrlFuzzTest {
    private static final List<byte[]> WORDS = List.of(
                    "redis://",
                    "fallback:",
                    "breaker:[",
                    "]|[",
                    "|",
                    "[[[[",
                    "]]",
                    "://",
                    "@",
                    "@@",
                    ":",
                    "?",
                    "&",
                    "=",
                    "%",
                    "%00",
                    "%zz",
                    "%ff",
                    "%C3%28",
                    "[::1]:",
                    "[",
                    "#",
                    ",,",
                    "..",
                    "timeout=1s",
                    "timeout=",
                    "a:a:a:a:",
                    "\ud83d\ude00",
                    "//",
                    "?&=",
                    "password=")
            .stream()
            .map(word -> word.getBytes(UTF_8))
            .toList();

    private static final List<String> REAL = List.of(
            "local:?maxBytes=1MiB&maxEntries=10",
            "local:?timeout=1s&prefix=users:",
            "redis://127.0.0.1:1?timeout=10ms&connectTimeout=50ms&maxPending=10&mergeGets=true",
            "memcached://127.0.0.1:1,127.0.0.1:1?connectTimeout=50ms&protocol=binary&hashing=ketama",
            "breaker:[local:?maxEntries=5]?window=10&trialWait=100ms",
            "fallback:[local:]|[local:?prefix=old:]?phase=DRAIN&promotionTtl=5s");

    /** Whatever the text, it is a URL or a complaint of the one type that a program can catch. */
    private static void parse(Function<String, ?> parser, String text) {
        try {
            assertThat(parser.apply(text)).isNotNull();
        } catch (CacheConfigurationException e) {
            assertThat(e.getMessage())
                    .as("says what is wrong, and not for pages")
                    .hasSizeBetween(20, 2_000);
        }
    }

    private static String changed(String url, Random random) {
        return new String(Mutations.of(url.getBytes(UTF_8), WORDS, random), UTF_8);
    }

    private static void parseMadeUp(Function<String, CacheUrl> parser, Random random) {
        UrlSketch sketch = UrlSketch.madeUp(random);
        CacheUrl url = parser.apply(sketch.text());
        assertThat(sketch.isMeantBy(url))
                .as("%s read as %s", sketch.text(), url)
                .isTrue();
    }

    @Test
    void parse_ofAnyRightUrl_readsEveryPart() {
        Fuzz.rounds(8_000, random -> parseMadeUp(CacheUrl::parse, random));
    }

    @Test
    void parse_ofAChangedUrl_isAUrlOrAConfigurationException() {
        Fuzz.rounds(
                15_000,
                random ->
                        parse(CacheUrl::parse, changed(UrlSketch.madeUp(random).text(), random)));
    }

    /** With every driver there is: nobody listens where these lead, and most never get so far. */
    @Test
    void open_ofAChangedUrl_isACacheOrATypedException() {
        Fuzz.rounds(400, random -> {
            String real = Fuzz.oneOf(random, REAL.toArray(String[]::new));
            int query = real.indexOf('?');
            String text = real.substring(0, query + 1)
                    + changed(real.substring(query + 1), random)
                            .replace("|", "")
                            .replace("[", "");
            try {
                Caches.open(text).close();
            } catch (CacheException e) {
                assertThat(e.getMessage()).hasSizeBetween(20, 4_000);
            }
        });
    }

    @Test
    void planted_aParserThatThrowsSomethingElse_isFound() {
        Function<String, Object> naive = URI::create;

        assertThatThrownBy(() -> Fuzz.rounds(
                        1_000,
                        random -> parse(naive, changed(UrlSketch.madeUp(random).text(), random))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-Dfuzz.seed=" + Fuzz.SEED);
    }

    @Test
    void planted_aParserThatForgetsToDecode_isFound() {
        Function<String, CacheUrl> forgetful = text -> CacheUrl.parse(text.replace("%", "%25"));

        assertThatThrownBy(() -> Fuzz.rounds(1_000, random -> parseMadeUp(forgetful, random)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-Dfuzz.seed=" + Fuzz.SEED);
    }
}
