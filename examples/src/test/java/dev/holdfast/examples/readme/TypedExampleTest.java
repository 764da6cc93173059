package dev.holdfast.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.codec.jackson.JacksonCodecs;
import org.junit.jupiter.api.Test;

class TypedExampleTest {
    record User(String name, int born) {}

    @Test
    void get_ofATypedCache_returnsTheObject() {
        try (DistributedCache cache = Caches.open("local:")) {
            // tag::typed
            TypedCache<User> users =
                    cache.typed(JacksonCodecs.json(User.class)); // record User(String name, int born) {}

            users.set("user:1", new User("Ada", 1815), Ttl.ofMinutes(10).withJitter(0.1));
            User user = users.get("user:1"); // null where there is none, or no user
            // end::typed
            assertThat(user).isEqualTo(new User("Ada", 1815));
            assertThat(cache.get("user:1")).asString().isEqualTo("{\"name\":\"Ada\",\"born\":1815}");
        }
    }
}
