package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheUrl.HostPort;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against what other clients computed: libmemcached 1.1.4 itself, and pymemcache's published hash. */
class HashingTest {
    private static final List<HostPort> SERVERS =
            List.of(new HostPort("10.0.0.1", 11211), new HostPort("10.0.0.2", 11211), new HostPort("10.0.0.3", 11212));

    /** The servers of key:0 to key:1999, as digits. */
    private static String servers(Hashing hashing, List<Integer> weights) {
        return servers(hashing.over(SERVERS, weights));
    }

    private static String servers(Hashing.Distribution distribution) {
        return IntStream.range(0, 2000)
                .mapToObj(i -> Integer.toString(distribution.indexOf(Ascii.bytes("key:" + i))))
                .collect(Collectors.joining());
    }

    private static List<Integer> servers(Hashing hashing, String... keys) {
        Hashing.Distribution distribution = hashing.over(SERVERS, List.of(1, 1, 1));
        return java.util.Arrays.stream(keys)
                .map(key -> distribution.indexOf(key.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static String digest(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(Ascii.bytes(text)));
    }

    @Test
    void ketama_isLibmemcachedsWeightedKetama() throws Exception {
        String servers = servers(Hashing.KETAMA, List.of(1, 1, 1));

        assertThat(servers).startsWith("1122122210111211100101022222202220002000");
        assertThat(digest(servers)).isEqualTo("8fac5313df99f3d11ee18b68c421ca7a");
        assertThat(servers(Hashing.KETAMA, "a", "user:1", "session:42", "x".repeat(100), "schlüssel", "日本"))
                .containsExactly(1, 1, 2, 2, 1, 1);
    }

    /** libmemcached computes in float, and gives each of these servers 4 points less than 160. */
    @Test
    void ketama_ofServersWhoseShareIsNoBinaryFraction_isLibmemcacheds() throws Exception {
        List<HostPort> servers = IntStream.rangeClosed(1, 25)
                .mapToObj(i -> new HostPort("10.0.0." + i, 11211))
                .toList();

        assertThat(digest(servers(Hashing.KETAMA.over(servers, Collections.nCopies(25, 1)))))
                .isEqualTo("565223e7c9e383616fd97a46095579b0");
    }

    @Test
    void ketama_withWeights_isLibmemcacheds() throws Exception {
        assertThat(digest(servers(Hashing.KETAMA, List.of(1, 2, 3)))).isEqualTo("11bd57e781c0f87ba3cedba1a53c7c50");
    }

    @Test
    void libmemcached_isItsDefault() throws Exception {
        assertThat(digest(servers(Hashing.LIBMEMCACHED, List.of(1, 1, 1))))
                .isEqualTo("3a1fab83ef13628bca3c537fa1bf575d");
        assertThat(servers(Hashing.LIBMEMCACHED, "a", "user:1", "session:42", "x".repeat(100), "schlüssel", "日本"))
                .containsExactly(0, 2, 1, 2, 0, 0);
    }

    @Test
    void pymemcache_isItsHashClients() throws Exception {
        String servers = servers(Hashing.PYMEMCACHE, List.of(1, 1, 1));

        assertThat(digest(servers)).isEqualTo("93003259cf02fe193797a65c0e077ee4");
        assertThat(Murmur3.hash(Ascii.bytes("hello"))).isEqualTo(0x248bfa47);
        assertThat(Murmur3.hash(Ascii.bytes("hello, world"))).isEqualTo(0x149bbb7f);
        assertThat(Murmur3.hash(new byte[0])).isZero();
    }
}
