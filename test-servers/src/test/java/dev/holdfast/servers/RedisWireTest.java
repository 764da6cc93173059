package dev.holdfast.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That it says what redis-cli says. */
class RedisWireTest {
    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.started();
        server.cli("RPUSH", "list", "größe", "two words", "");
    }

    private static void assertSame(String... words) {
        String[] command = new String[words.length + 3];
        System.arraycopy(new String[] {"redis-cli", "-p", Integer.toString(server.port())}, 0, command, 0, 3);
        System.arraycopy(words, 0, command, 3, words.length);
        assertThat(server.cli(words)).isEqualTo(server.run(List.of(command)));
    }

    @Test
    void everyKindOfAnswer_isWordedAsRedisCliDoes() {
        assertSame("PING");
        assertSame("LLEN", "list");
        assertSame("LRANGE", "list", "0", "-1");
        assertSame("GET", "absent");
        assertSame("LRANGE", "absent", "0", "-1");
        assertSame("ROLE");
        assertSame("CONFIG", "GET", "maxmemory");
    }

    @Test
    void error_isItsText() {
        assertSame("GET", "list");
        assertSame("NONSENSE");
    }

    @AfterAll
    static void stop() {
        server.close();
    }
}
