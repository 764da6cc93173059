package dev.holdfast.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.codec.jackson.JacksonCodecs;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CacheAsideExampleTest {
    record User(String name, int born) {}

    private static final class Database {
        private final AtomicInteger asked = new AtomicInteger();

        User find(int id) {
            asked.incrementAndGet();
            return new User("Ada", 1814 + id);
        }
    }

    private final Database database = new Database();

    @Test
    void get_ofACacheAside_asksTheDatabaseOnce() {
        try (DistributedCache cache = Caches.open("local:")) {
            // tag::aside
            CacheAside<User> users = CacheAside.of(
                    cache,
                    JacksonCodecs.json(User.class),
                    CacheAsideOptions.ttl(Duration.ofMinutes(5))
                            .staleTtl(Duration.ofMinutes(1)) // served while one caller's load runs
                            .build());

            User user = users.get("user:1", load -> database.find(1)); // one load, however many ask
            // end::aside
            assertThat(user).isEqualTo(new User("Ada", 1815));
            assertThat(users.get("user:1", load -> database.find(1))).isEqualTo(user);
            assertThat(database.asked).hasValue(1);
            users.close();
        }
    }
}
