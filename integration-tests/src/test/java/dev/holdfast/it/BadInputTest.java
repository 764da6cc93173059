package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Ttl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of bad input in {@code docs/guide/errors.md}: each row's type and message, word for word. */
class BadInputTest {
    private static final String SECRET = "s3cr3t";
    private static final Ttl LONG = Ttl.ofMinutes(1);

    /** One row: what is done, how it is written in the table, and what is thrown. */
    record Row(String written, Class<? extends Throwable> type, String message, Use use) {
        @Override
        public String toString() {
            return written;
        }
    }

    interface Use {
        void of(DistributedCache cache);
    }

    private static Row open(String url, String message) {
        return new Row(
                "open(\"" + url + "\")",
                CacheConfigurationException.class,
                message,
                cache -> Caches.open(url).close());
    }

    private static Row use(String written, Class<? extends Throwable> type, String message, Use use) {
        return new Row(written, type, message, use);
    }

    static Stream<Row> rows() {
        return Stream.of(
                open(
                        "localhost:6379",
                        "there is no driver for the scheme localhost; found: LocalCacheDriver for local"),
                open("6379", "a cache URL starts with a scheme, such as local: or redis://host:6379"),
                open(
                        "loacl:",
                        "there is no driver for the scheme loacl, did you mean local?; found: LocalCacheDriver for local"),
                open("fallback:local:|", "a member between '|' is empty"),
                open(
                        "local:?timeuot=1s",
                        "there is no parameter timeuot, did you mean timeout?; known are connectTimeout, maxBytes, maxEntries, maxValueBytes, prefix, startDegraded, timeout"),
                open("local:?timeout=1", "timeout must be a duration such as 250ms, 5s, 2m or 1h, not '1'"),
                open("local:?timeout=0s", "timeout must be from 1ms to 300s, not '0s'"),
                open(
                        "local:?maxBytes=lots",
                        "maxBytes must be a number from 1 to 9223372036854775807, not 'lots'"),
                open("local:?startDegraded=yes", "startDegraded must be true or false, not 'yes'"),
                open("local:?timeout=1s&timeout=2s", "the parameter timeout is given twice"),
                open(
                        "local:?timeout=1&maxBytes=0",
                        "2 problems: timeout must be a duration such as 250ms, 5s, 2m or 1h, not '1'; maxBytes must be a number from 1 to 9223372036854775807, not '0'"),
                open("redis://user:" + SECRET + "@host:99999", "a port must be a number from 1 to 65535"),
                open(
                        "redis://user:" + SECRET + "/x@host",
                        "there is an '@' after the hosts; in a user, password or parameter write '@' as %40"),
                open("redis://:" + SECRET + "#1@host", "a cache URL has no '#' part"),
                open("redis://:" + SECRET + "%zz@host", "a '%' must be followed by two hexadecimal digits"),
                open("redis://", "there is no host after '//'"),
                open("redis://::1:6379", "an IPv6 address stands in brackets, as in [::1]:6379"),
                open("local:?password=" + SECRET, "there is no parameter password"),
                use("get(\"\")", IllegalArgumentException.class, "a key must not be empty", cache -> cache.get("")),
                use(
                        "get(a key of 1,025 bytes)",
                        IllegalArgumentException.class,
                        "a key must be at most 1024 UTF-8 bytes, not 1025; hash its long part",
                        cache -> cache.get("k".repeat(1_025))),
                use(
                        "get(\"\\uD83D\")",
                        IllegalArgumentException.class,
                        "a key must be well-formed Unicode, but has an unpaired surrogate at index 0; encode binary keys as text first",
                        cache -> cache.get("\uD83D")),
                use(
                        "Ttl.of(Duration.ZERO)",
                        IllegalArgumentException.class,
                        "a TTL must be longer than zero, not PT0S; for no expiry use Ttl.forever()",
                        cache -> Ttl.of(Duration.ZERO)),
                use(
                        "Ttl.ofSeconds(-1)",
                        IllegalArgumentException.class,
                        "a TTL must be longer than zero, not PT-1S; for no expiry use Ttl.forever()",
                        cache -> Ttl.ofSeconds(-1)),
                use("set(key, null, ttl)", NullPointerException.class, "", cache -> cache.set("key", null, LONG)),
                use(
                        "set(key, 2 MiB, ttl)",
                        CacheRejectedException.class,
                        "the value has 2097152 bytes, and maxValueBytes is 1047552: store less, compress it, or raise maxValueBytes here and on the server",
                        cache -> cache.set("key", new byte[2 << 20], LONG)),
                use(
                        "incr(key, -1)",
                        IllegalArgumentException.class,
                        "a delta must not be negative, but is -1; to count the other way use decr",
                        cache -> cache.incr("key", -1)),
                use(
                        "incr(key, 1, -1, ttl)",
                        IllegalArgumentException.class,
                        "an initial count must not be negative, but is -1",
                        cache -> cache.incr("key", 1, -1, LONG)),
                use(
                        "incr of a text",
                        NotACounterException.class,
                        "the entry is no counter: a counter is decimal digits of 0 to 2^63-1; set it to such digits or count under another key",
                        BadInputTest::countText),
                use(
                        "cas with another key's token",
                        IllegalArgumentException.class,
                        "the token was issued by another cache or for another key: use the one that gets answered for 'key'",
                        BadInputTest::foreignToken),
                use(
                        "namespaced(\"a:b\")",
                        IllegalArgumentException.class,
                        "a namespace must be a name without a colon, not 'a:b'; nest with namespaced(a).namespaced(b)",
                        cache -> cache.namespaced("a:b")),
                use("get after close", IllegalStateException.class, "the cache local: is closed", cache -> {
                    cache.close();
                    cache.get("key");
                }));
    }

    private static void countText(DistributedCache cache) {
        cache.set("text", new byte[] {'x'}, LONG);
        cache.incr("text", 1);
    }

    private static void foreignToken(DistributedCache cache) {
        cache.set("other", new byte[1], LONG);
        cache.cas("key", new byte[1], cache.gets("other").token(), LONG);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void badInput_isRefused_sayingWhatToChange(Row row) {
        try (DistributedCache cache = Caches.open("local:")) {
            cache.set("kept", new byte[] {7}, LONG);

            Throwable thrown = catchThrowable(() -> row.use().of(cache));

            assertThat(thrown).isExactlyInstanceOf(row.type());
            if (!row.message().isEmpty()) {
                assertThat(thrown.getMessage()).startsWith(row.message());
            }
            for (Throwable each = thrown; each != null; each = each.getCause()) {
                assertThat(String.valueOf(each)).as("no secret").doesNotContain(SECRET);
            }
            if (!(thrown instanceof IllegalStateException)) {
                assertThat(cache.getAll(Map.of("kept", 1).keySet()))
                        .as("nothing stored is lost")
                        .hasSize(1);
            }
        }
    }

    @Test
    void table_inTheDocs_isThisOne() throws IOException {
        String documented = Files.readString(Path.of("..", "docs", "guide", "errors.md"));

        assertThat(rows())
                .hasSizeGreaterThan(25)
                .allSatisfy(row -> assertThat(documented).contains(line(row)));
    }

    private static String line(Row row) {
        String message = row.message().isEmpty() ? "" : row.message().replace("|", "\\|");
        return "| `" + row.written().replace(SECRET, "…").replace("|", "\\|") + "` | `"
                + row.type().getSimpleName() + "` | " + message + " |";
    }
}
