package dev.holdfast.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.TypedVersioned;
import dev.holdfast.cache.codec.Codecs;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CasLoopExampleTest {
    private static final Ttl TTL = Ttl.ofMinutes(30);

    // tag::cas
    /** Adds an item to a cart that others add to as well; none is lost. */
    void addItem(TypedCache<String> carts, String cart, String item) {
        boolean stored;
        do {
            TypedVersioned<String> seen = carts.gets(cart);
            stored = seen == null
                    ? carts.add(cart, item, TTL)
                    : carts.cas(cart, seen.value() + "," + item, seen.token(), TTL) == CasOutcome.STORED;
        } while (!stored); // somebody else was quicker: look again
    }
    // end::cas

    @Test
    void addItem_byManyThreads_losesNone() {
        try (DistributedCache cache = Caches.open("local:")) {
            TypedCache<String> carts = cache.typed(Codecs.utf8());

            IntStream.range(0, 500).parallel().forEach(item -> addItem(carts, "cart:7", "item" + item));

            assertThat(carts.get("cart:7").split(",")).hasSize(500).doesNotHaveDuplicates();
        }
    }
}
