package dev.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheUrl.HostPort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CacheUrlTest {
    /** A URL without members: what it is read as, and how it is shown. */
    record Single(
            String text,
            String scheme,
            String user,
            String password,
            List<HostPort> hosts,
            String path,
            Map<String, String> parameters,
            String endpoint,
            String shown) {}

    static Stream<Single> singles() {
        return Stream.of(
                new Single("local:", "local", null, null, List.of(), "", Map.of(), "local:", "local:"),
                new Single(
                        "  local:name \n",
                        "local",
                        null,
                        null,
                        List.of(),
                        "name",
                        Map.of(),
                        "local:name",
                        "local:name"),
                new Single(
                        "LOCAL:?maxBytes=1MiB",
                        "local",
                        null,
                        null,
                        List.of(),
                        "",
                        Map.of("maxBytes", "1MiB"),
                        "local:",
                        "local:?maxBytes=1MiB"),
                new Single(
                        "redis://h",
                        "redis",
                        null,
                        null,
                        List.of(new HostPort("h", null)),
                        "",
                        Map.of(),
                        "redis://h",
                        "redis://h"),
                new Single(
                        "redis-sentinel://a:1,b_2.c-d:65535,10.0.0.1/3?x=1&y=a%26b",
                        "redis-sentinel",
                        null,
                        null,
                        List.of(new HostPort("a", 1), new HostPort("b_2.c-d", 65_535), new HostPort("10.0.0.1", null)),
                        "3",
                        Map.of("x", "1", "y", "a&b"),
                        "redis-sentinel://a:1,b_2.c-d:65535,10.0.0.1/3",
                        "redis-sentinel://a:1,b_2.c-d:65535,10.0.0.1/3?x=1&y=a&b"),
                new Single(
                        "rediss://[::1]:6379,[fe80::1%eth0],[::ffff:10.0.0.1]",
                        "rediss",
                        null,
                        null,
                        List.of(
                                new HostPort("::1", 6379),
                                new HostPort("fe80::1%eth0", null),
                                new HostPort("::ffff:10.0.0.1", null)),
                        "",
                        Map.of(),
                        "rediss://[::1]:6379,[fe80::1%eth0],[::ffff:10.0.0.1]",
                        "rediss://[::1]:6379,[fe80::1%eth0],[::ffff:10.0.0.1]"),
                new Single(
                        "redis://us%40er:p%3A%2F%3F%23%26%25%C3%A9@h:1/0",
                        "redis",
                        "us@er",
                        "p:/?#&%é",
                        List.of(new HostPort("h", 1)),
                        "0",
                        Map.of(),
                        "redis://h:1/0",
                        "redis://***@h:1/0"),
                new Single(
                        "redis://:p:a@b!$'()*+,;=[]|ss@h",
                        "redis",
                        null,
                        "p:a@b!$'()*+,;=[]|ss",
                        List.of(new HostPort("h", null)),
                        "",
                        Map.of(),
                        "redis://h",
                        "redis://***@h"),
                new Single(
                        "redis://user:@h",
                        "redis",
                        "user",
                        "",
                        List.of(new HostPort("h", null)),
                        "",
                        Map.of(),
                        "redis://h",
                        "redis://***@h"),
                new Single(
                        "redis://maybeAPassword@h",
                        "redis",
                        "maybeAPassword",
                        null,
                        List.of(new HostPort("h", null)),
                        "",
                        Map.of(),
                        "redis://h",
                        "redis://***@h"),
                new Single(
                        "redis-socket:///run/my%20redis.sock?database=2",
                        "redis-socket",
                        null,
                        null,
                        List.of(),
                        "/run/my redis.sock",
                        Map.of("database", "2"),
                        "redis-socket:/run/my redis.sock",
                        "redis-socket:/run/my redis.sock?database=2"),
                new Single(
                        "redis-socket://u:p@/run/redis.sock",
                        "redis-socket",
                        "u",
                        "p",
                        List.of(),
                        "/run/redis.sock",
                        Map.of(),
                        "redis-socket:/run/redis.sock",
                        "redis-socket:/run/redis.sock"),
                new Single(
                        "redis://h?clientKey=k&sentinelPassword=p&authToken=t&oldPassphrase=o&credentials=c&a.b-c_d=",
                        "redis",
                        null,
                        null,
                        List.of(new HostPort("h", null)),
                        "",
                        Map.of(
                                "clientKey",
                                "k",
                                "sentinelPassword",
                                "p",
                                "authToken",
                                "t",
                                "oldPassphrase",
                                "o",
                                "credentials",
                                "c",
                                "a.b-c_d",
                                ""),
                        "redis://h",
                        "redis://h?clientKey=***&sentinelPassword=***&authToken=***&oldPassphrase=***"
                                + "&credentials=***&a.b-c_d="));
    }

    @ParameterizedTest
    @MethodSource("singles")
    void parse_ofGoodUrl_readsEveryPart(Single expected) {
        CacheUrl url = CacheUrl.parse(expected.text());

        assertThat(url.scheme()).isEqualTo(expected.scheme());
        assertThat(url.user()).isEqualTo(expected.user());
        assertThat(url.password()).isEqualTo(expected.password());
        assertThat(url.hosts()).isEqualTo(expected.hosts());
        assertThat(url.path()).isEqualTo(expected.path());
        assertThat(url.parameters()).isEqualTo(expected.parameters());
        assertThat(url.members()).isEmpty();
        assertThat(url.endpoint()).isEqualTo(expected.endpoint());
        assertThat(url).hasToString(expected.shown());
    }

    @Test
    void parse_ofComposite_givesParametersToTheMemberTheyFollow() {
        CacheUrl url = CacheUrl.parse("fallback:redis://new?timeout=1s|memcached://old?timeout=2s");

        assertThat(url.members())
                .containsExactly(
                        CacheUrl.parse("redis://new?timeout=1s"), CacheUrl.parse("memcached://old?timeout=2s"));
        assertThat(url.parameters()).isEmpty();
        assertThat(url.endpoint()).isEqualTo("fallback:redis://new|memcached://old");
    }

    @Test
    void parse_ofBracketedMembers_givesParametersAfterTheLastToTheWhole() {
        CacheUrl url = CacheUrl.parse("breaker:[redis://h?timeout=1s]?trial=1s");

        assertThat(url.members()).containsExactly(CacheUrl.parse("redis://h?timeout=1s"));
        assertThat(url.parameters()).isEqualTo(Map.of("trial", "1s"));
        assertThat(url).hasToString("breaker:[redis://h?timeout=1s]?trial=1s");
    }

    @Test
    void parse_ofMembersOfMembers_nests() {
        CacheUrl url = CacheUrl.parse("breaker:[fallback:redis://[::1]:1|[breaker:[local:x]?a=1]]?b=2");

        CacheUrl fallback = CacheUrl.parse("fallback:redis://[::1]:1|[breaker:[local:x]?a=1]");
        assertThat(url.members()).containsExactly(fallback);
        assertThat(url.parameters()).isEqualTo(Map.of("b", "2"));
        assertThat(fallback.members())
                .containsExactly(CacheUrl.parse("redis://[::1]:1"), CacheUrl.parse("breaker:[local:x]?a=1"));
        assertThat(fallback.members().get(1).members()).containsExactly(CacheUrl.parse("local:x"));
    }

    @Test
    void parse_ofUnbracketedComposites_bindsMembersToTheOutermost() {
        CacheUrl url = CacheUrl.parse("fallback:breaker:redis://a|memcached://b");

        assertThat(url.members()).containsExactly(CacheUrl.parse("breaker:redis://a"), CacheUrl.parse("memcached://b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '~',
            value = {
                "~~ ¦ starts with a scheme",
                "redis ¦ starts with a scheme",
                "1redis://h ¦ starts with a scheme",
                "://h ¦ starts with a scheme",
                "redis:// ¦ there is no host after '//'",
                "redis://? ¦ there is no host after '//'",
                "redis://u:p@ ¦ there is no host after '//'",
                "redis://h,,i ¦ a host is empty",
                "redis://:1 ¦ a host is empty",
                "redis://h i ¦ a character that no host has",
                "redis://[::1 ¦ a character that no host has",
                "redis://[::1]6379 ¦ a character that no host has",
                "redis://[name] ¦ a character that no host has",
                "redis://1%2 ¦ a character that no host has",
                "redis://::1 ¦ an IPv6 address stands in brackets",
                "redis://h:1:2 ¦ an IPv6 address stands in brackets",
                "redis://h: ¦ a port must be a number from 1 to 65535",
                "redis://h:0 ¦ a port must be a number from 1 to 65535",
                "redis://h:65536 ¦ a port must be a number from 1 to 65535",
                "redis://h:+1 ¦ a port must be a number from 1 to 65535",
                "redis://h:١ ¦ a port must be a number from 1 to 65535",
                "redis://h#x ¦ has no '#' part",
                "redis://u:p/w@h ¦ there is an '@' after the hosts",
                "redis://u:p@1/w@h ¦ there is an '@' after the hosts",
                "redis://u:1?a=w@h ¦ there is an '@' after the hosts",
                "redis:u:p@h ¦ there is an '@' but no '//' before it",
                "redis-socket:///p@h ¦ there is an '@' after the hosts",
                "local:maxBytes=1MiB ¦ parameters stand after a '?'",
                "redis://h/password=p ¦ parameters stand after a '?'",
                "redis://h?x ¦ each parameter is name=value",
                "redis://h?=x ¦ each parameter is name=value",
                "redis://h?x=1& ¦ each parameter is name=value",
                "redis://h?a b=1 ¦ each parameter is name=value",
                "redis://h?x=1&x=2 ¦ the parameter x is given twice",
                "redis://h?x=% ¦ a '%' must be followed by two hexadecimal digits",
                "redis://h?x=%4 ¦ a '%' must be followed by two hexadecimal digits",
                "redis://h?x=%4g ¦ a '%' must be followed by two hexadecimal digits",
                "redis://h?x=%C3 ¦ percent-encoded text must be UTF-8",
                "redis://h?x=%C3%28 ¦ percent-encoded text must be UTF-8",
                "redis://h?x=%C0%AF ¦ percent-encoded text must be UTF-8",
                "redis://h?x=%ED%A0%80 ¦ percent-encoded text must be UTF-8",
                "redis://h?x=%FF ¦ percent-encoded text must be UTF-8",
                "fallback:|local: ¦ a member between '|' is empty",
                "fallback:local:| ¦ a member between '|' is empty",
                "fallback:local:||local: ¦ a member between '|' is empty",
                "fallback:[] ¦ starts with a scheme",
                "fallback:[local: ¦ a '[' has no ']'",
                "fallback:[local:]] ¦ after a member's ']' comes '|', '?' or nothing",
                "fallback:local:]|[local: ¦ a ']' has no '['",
                "fallback:[a:]b:[c] ¦ after a member's ']' comes '|', '?' or nothing",
                "fallback:[local:]?a=1|local: ¦ parameters of the whole stand after its last member",
                "fallback:local:|nothing ¦ starts with a scheme",
                "fallback:local:|redis://h:x ¦ a port must be",
                "a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a: ¦ nested deeper than 16"
            })
    void parse_ofBadUrl_saysWhatToChange(String text, String message) {
        assertThatThrownBy(() -> CacheUrl.parse(text))
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void parse_ofNull_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> CacheUrl.parse(null));
    }

    @Test
    void withParameters_overridesAndKeepsTheRest() {
        Map<String, String> more = new LinkedHashMap<>();
        more.put("b", "3");
        more.put("c", "4&");

        CacheUrl url = CacheUrl.parse("redis://u:p@h/1?a=1&b=2").withParameters(more);

        assertThat(url.parameters()).containsExactly(Map.entry("a", "1"), Map.entry("b", "3"), Map.entry("c", "4&"));
        assertThat(url.withParameters(Map.of())).isEqualTo(url).hasSameHashCodeAs(url);
        assertThat(url).hasToString("redis://***@h/1?a=1&b=3&c=4&");
    }

    @Test
    void portOr_givesTheDefaultOnlyWithoutPort() {
        assertThat(new HostPort("h", null).portOr(6379)).isEqualTo(6379);
        assertThat(new HostPort("h", 1).portOr(6379)).isEqualTo(1);
    }
}
