package dev.holdfast.cache.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.cache.CacheAuthenticationException;
import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    private static final byte[] VALUE = "v".getBytes(UTF_8);

    private static void assertOnlyTheRightCredentialsPass(ServerProcess server, String parameters) {
        String address = server.address() + parameters;
        try (DistributedCache cache = Caches.open("memcached://app:s3cr3t@" + address)) {
            cache.set("k", VALUE, Ttl.ofMinutes(1));
            assertThat(cache.get("k")).isEqualTo(VALUE);
            assertThat(cache.toString()).doesNotContain("s3cr3t");
            server.restart();
            Awaitility.await().until(() -> catchThrowable(cache::ping) == null);
            cache.set("k", VALUE, Ttl.ofMinutes(1));
        }
        for (String wrong : new String[] {"app:wr0ng@", "other:s3cr3t@", ""}) {
            assertThatThrownBy(() -> Caches.open("memcached://" + wrong + address))
                    .as("with '%s'", wrong)
                    .isInstanceOf(CacheAuthenticationException.class)
                    .satisfies(refused -> assertThat(refused.toString())
                            .doesNotContain("s3cr3t")
                            .doesNotContain("wr0ng"));
        }
    }

    @Test
    void binary_authenticatesBySasl(@TempDir Path directory) throws IOException {
        try (SaslAuthority authority = new SaslAuthority(directory, "app", "s3cr3t");
                ServerProcess server = ServerProcess.memcached(authority.environment(), "-S")) {
            assertOnlyTheRightCredentialsPass(server, "?protocol=binary");
        }
    }

    @Test
    void text_authenticatesAsTheServersFileSays(@TempDir Path directory) throws IOException {
        Path users = Files.writeString(directory.resolve("users"), "app:s3cr3t\n");
        try (ServerProcess server = ServerProcess.memcached("-Y", users.toString())) {
            assertOnlyTheRightCredentialsPass(server, "");
        }
    }

    @Test
    void credentials_thatTextServerDoesNotAskFor_areNotStoredThere() {
        try (ServerProcess server = ServerProcess.memcached()) {
            assertThatThrownBy(() -> Caches.open("memcached://app:s3cr3t@" + server.address()))
                    .isInstanceOf(CacheConfigurationException.class)
                    .hasMessageContaining("leave out user and password");
            assertThat(server.say("get credentials\r\n", 1)).containsExactly("END");
        }
    }
}
