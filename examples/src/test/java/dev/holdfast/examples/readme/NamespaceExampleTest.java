package dev.holdfast.examples.readme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamespaceExampleTest {
    @Test
    void getAll_inANamespace_findsWhatIsThere() {
        byte[] ada = "Ada".getBytes(UTF_8);
        byte[] grace = "Grace".getBytes(UTF_8);
        try (DistributedCache cache = Caches.open("local:")) {
            // tag::namespace
            DistributedCache users = cache.namespaced("users"); // its keys start with "users:"

            users.setAll(Map.of("1", ada, "2", grace), Ttl.ofMinutes(10));

            // As few round trips as the backend allows; only what is there, in the order asked.
            Map<String, byte[]> found = users.getAll(List.of("2", "1", "3"));
            // end::namespace
            assertThat(found).containsExactly(Map.entry("2", grace), Map.entry("1", ada));
            assertThat(cache.get("users:1")).isEqualTo(ada);
        }
    }
}
