package dev.holdfast.it.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A kind of server, and what it says when it lies. */
@SuppressWarnings("ImmutableEnumChecker") // its functions keep nothing
enum HostileServer {
    REDIS("redis://127.0.0.1:{port}?", Lies::redis, "(?m)^\\*[2-9]"),
    MEMCACHED("memcached://127.0.0.1:{port}?", Lies::memcached, "VALUE .*\r\n.*\r\nVALUE "),
    MEMCACHED_BINARY("memcached://127.0.0.1:{port}?protocol=binary&", Lies::memcachedBinary, "");

    private final String url;
    private final Function<Random, List<Lies.Named>> lies;
    private final Pattern merged;

    HostileServer(String url, Function<Random, List<Lies.Named>> lies, String merged) {
        this.url = url;
        this.lies = lies;
        this.merged = Pattern.compile(merged);
    }

    /** Whether it is the one answer to several callers; any, where a protocol has none. */
    boolean isMerged(byte[] answer) {
        return merged.matcher(new String(answer, ISO_8859_1)).find();
    }

    String url() {
        return url;
    }

    List<Lies.Named> lies(Random random) {
        return lies.apply(random);
    }
}
