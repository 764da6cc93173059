package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheAuthenticationException;
import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.TimedReads;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.Certificates;
import dev.holdfast.servers.Ports;
import dev.holdfast.servers.RedisServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and whom we trust. */
class TlsAndAclTest {
    @TempDir
    static Path directory;

    @TempDir
    static Path foreign;

    private static Certificates certificates;
    private static Certificates strangers;
    private static RedisServer server;

    @BeforeAll
    static void startServer() {
        certificates = Certificates.in(directory, "tests");
        certificates.sign("server", "IP:127.0.0.1");
        certificates.sign("elsewhere", "DNS:elsewhere.example");
        certificates.sign("client", "DNS:client.example");
        strangers = Certificates.in(foreign, "strangers");
        server = tlsServer("server", "no");
    }

    private static RedisServer tlsServer(String name, String clientsNeedCertificates) {
        int tlsPort = Ports.free();
        return RedisServer.started(
                "--tls-port",
                Integer.toString(tlsPort),
                "--tls-cert-file",
                certificates.file(name + ".pem").toString(),
                "--tls-key-file",
                certificates.file(name + ".key").toString(),
                "--tls-ca-cert-file",
                certificates.file("ca.pem").toString(),
                "--tls-auth-clients",
                clientsNeedCertificates);
    }

    private static String tlsUrl(RedisServer tls) {
        return "rediss://127.0.0.1:"
                + tls.cli("CONFIG", "GET", "tls-port").lines().toList().get(1);
    }

    private static String trusting(Certificates whom) {
        return "?caCertificate=" + whom.file("ca.pem");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static void worksAt(String url) {
        String patient = url + (url.contains("?") ? "&" : "?") + "connectTimeout=10s&timeout=5s"; // on a busy machine
        try (DistributedCache cache = Caches.open(patient)) {
            cache.set("k", "v".getBytes(UTF_8), Ttl.ofMinutes(1));
            assertThat(cache.get("k")).isEqualTo("v".getBytes(UTF_8));
        }
    }

    @Test
    void tls_withATrustedCertificate_works() {
        worksAt(tlsUrl(server) + trusting(certificates));
    }

    @Test
    void tls_withAnUnknownAuthority_isRefusedAtOpen() {
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(() -> Caches.open(tlsUrl(server) + trusting(strangers)))
                .withMessageContaining("certificate");
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(() -> Caches.open(tlsUrl(server)))
                .withMessageContaining("certificate");
    }

    @Test
    void tls_withAnotherHostsCertificate_isRefusedAtOpen() {
        try (RedisServer elsewhere = tlsServer("elsewhere", "no")) {
            assertThatExceptionOfType(CacheConfigurationException.class)
                    .isThrownBy(() -> Caches.open(tlsUrl(elsewhere) + trusting(certificates)))
                    .withMessageContaining("certificate");
        }
    }

    @Test
    void tls_withAClientCertificate_isLetIn() {
        try (RedisServer strict = tlsServer("server", "yes")) {
            String url = tlsUrl(strict) + trusting(certificates);
            worksAt(url + "&clientCertificate=" + certificates.file("client.pem") + "&clientKey="
                    + certificates.file("client.key"));
            assertThatExceptionOfType(CacheUnavailableException.class).isThrownBy(() -> Caches.open(url));
        }
    }

    @Test
    void tls_toAPlainPort_failsWithinTheConnectTimeout() {
        assertThatExceptionOfType(CacheUnavailableException.class)
                .isThrownBy(() ->
                        Caches.open("rediss://" + server.address() + trusting(certificates) + "&connectTimeout=300ms"));
    }

    @Test
    void password_thatIsWrong_isAnErrorAtOpenWithoutTheSecret() {
        try (RedisServer guarded = RedisServer.started("--requirepass", "right")) {
            worksAt("redis://:right@" + guarded.address());
            for (String url : new String[] {
                "redis://:wr0ng@" + guarded.address(),
                "redis://nobody:wr0ng@" + guarded.address(),
                "redis://:wr0ng@" + guarded.address() + "?startDegraded=true"
            }) {
                assertThatExceptionOfType(CacheAuthenticationException.class)
                        .isThrownBy(() -> Caches.open(url))
                        .satisfies(e -> assertThat(e.toString()).doesNotContain("wr0ng"));
            }
            assertThatExceptionOfType(CacheAuthenticationException.class)
                    .isThrownBy(() -> Caches.open(guarded.url()))
                    .withMessageContaining("password");
        }
    }

    @Test
    void acl_withoutARightOfTheList_isAnErrorAtOpen() {
        try (RedisServer guarded = RedisServer.started()) {
            guarded.cli("ACL", "SETUSER", "poor", "on", ">s", "~*", "+@all", "-client|kill");

            assertThatExceptionOfType(CacheAuthenticationException.class)
                    .isThrownBy(() -> Caches.open("redis://poor:s@" + guarded.address()))
                    .withMessageContaining("right");
        }
    }

    @Test
    void acl_thatForbidsMget_stillAnswersGetsAtOnce() {
        try (RedisServer guarded = RedisServer.started()) {
            guarded.cli("ACL", "SETUSER", "poor", "on", ">s", "~*", "+@all", "-mget");
            try (DistributedCache cache = Caches.open("redis://poor:s@" + guarded.address() + "?timeout=5s")) {
                cache.set("k", "v".getBytes(UTF_8), Ttl.ofMinutes(1));
                Callers.run(16, caller -> {
                    for (int i = 0; i < 200; i++) {
                        assertThat(cache.get("k")).isEqualTo("v".getBytes(UTF_8));
                    }
                });
            }
        }
    }

    @Test
    void acl_ofOneKeyPrefix_refusesTheOthersOnly() {
        try (RedisServer guarded = RedisServer.started()) {
            guarded.cli("ACL", "SETUSER", "part", "on", ">s", "~mine:*", "+@all");
            try (DistributedCache cache = Caches.open("redis://part:s@" + guarded.address() + "?timeout=5s")) {
                cache.set("mine:k", "v".getBytes(UTF_8), Ttl.ofMinutes(1));
                Callers.run(16, caller -> {
                    for (int i = 0; i < 100; i++) {
                        if (caller == 0) {
                            assertThatExceptionOfType(CacheAuthenticationException.class)
                                    .isThrownBy(() -> cache.get("theirs"));
                        } else {
                            assertThat(cache.get("mine:k")).isEqualTo("v".getBytes(UTF_8));
                        }
                    }
                });
            }
        }
    }

    /** A merged count of which one key is forbidden has counted none, and so may be sent again. */
    @Test
    void acl_ofOneKeyPrefix_letsTheOthersCountOnce() {
        try (RedisServer guarded = RedisServer.started()) {
            guarded.cli("ACL", "SETUSER", "part", "on", ">s", "~mine:*", "+@all");
            try (DistributedCache cache = Caches.open("redis://part:s@" + guarded.address() + "?timeout=5s")) {
                Callers.run(16, caller -> {
                    for (int i = 1; i <= 100; i++) {
                        if (caller == 0) {
                            assertThatExceptionOfType(CacheAuthenticationException.class)
                                    .isThrownBy(() -> cache.incr("theirs", 1));
                        } else {
                            assertThat(cache.incr("mine:" + caller, 1, 1, Ttl.ofMinutes(1)))
                                    .isEqualTo(i);
                        }
                    }
                });
            }
        }
    }

    @Test
    void acl_ofOneKeyPrefix_failsInGetAllForTheOthersOnly() {
        try (RedisServer guarded = RedisServer.started()) {
            guarded.cli("ACL", "SETUSER", "part", "on", ">s", "~mine:*", "+@all");
            try (DistributedCache cache = Caches.open("redis://part:s@" + guarded.address() + "?timeout=5s")) {
                cache.set("mine:1", "v".getBytes(UTF_8), Ttl.ofMinutes(1));
                List<String> keys = List.of("mine:1", "theirs:1", "mine:2");

                BulkCacheException get = catchThrowableOfType(BulkCacheException.class, () -> cache.getAll(keys));
                BulkCacheException timed = catchThrowableOfType(
                        BulkCacheException.class, () -> TimedReads.of(cache).getAllTimed(keys));

                assertThat(List.of(get, timed)).allSatisfy(failure -> {
                    assertThat(failure.found()).containsOnlyKeys("mine:1");
                    assertThat(failure.failures()).containsOnlyKeys("theirs:1");
                    assertThat(failure.failures().get("theirs:1")).isInstanceOf(CacheAuthenticationException.class);
                });
            }
        }
    }
}
