package dev.holdfast.it.fuzz;

import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** A kind of server, and what it says when it lies. */
@SuppressWarnings("ImmutableEnumChecker") // its functions keep nothing
enum HostileServer {
    REDIS("redis://127.0.0.1:{port}?", Lies::redis),
    MEMCACHED("memcached://127.0.0.1:{port}?", Lies::memcached),
    MEMCACHED_BINARY("memcached://127.0.0.1:{port}?protocol=binary&", Lies::memcachedBinary);

    private final String url;
    private final Function<Random, List<Lies.Named>> lies;

    HostileServer(String url, Function<Random, List<Lies.Named>> lies) {
        this.url = url;
        this.lies = lies;
    }

    String url() {
        return url;
    }

    List<Lies.Named> lies(Random random) {
        return lies.apply(random);
    }
}
