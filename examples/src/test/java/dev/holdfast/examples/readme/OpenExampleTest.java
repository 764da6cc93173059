package dev.holdfast.examples.readme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import org.junit.jupiter.api.Test;

class OpenExampleTest {
    @Test
    void get_afterSet_returnsTheValue() {
        // tag::open
        DistributedCache cache = Caches.open("local:"); // or redis://host, memcached://host1,host2

        cache.set("greeting", "hello".getBytes(UTF_8), Ttl.ofMinutes(10));
        byte[] greeting = cache.get("greeting"); // null where there is none

        cache.close();
        // end::open
        assertThat(greeting).asString(UTF_8).isEqualTo("hello");
    }
}
