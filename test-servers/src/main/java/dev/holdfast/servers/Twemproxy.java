package dev.holdfast.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A twemproxy before several memcached, or before several Redis. */
public final class Twemproxy implements AutoCloseable {
    private final Path configuration;
    private final ServerProcess daemon;

    public Twemproxy(ServerProcess... servers) {
        this(false, Stream.of(servers).map(ServerProcess::address).toList());
    }

    public static Twemproxy ofRedis(RedisServer... servers) {
        return new Twemproxy(true, Stream.of(servers).map(RedisServer::address).toList());
    }

    /** Before memcached that it reaches at these addresses. */
    public static Twemproxy at(String... addresses) {
        return new Twemproxy(false, List.of(addresses));
    }

    private Twemproxy(boolean redis, List<String> addresses) {
        int port = Ports.free();
        try {
            configuration = Files.createTempFile("nutcracker", ".yml");
            Files.writeString(configuration, """
                    pool:
                      listen: 127.0.0.1:%d
                      hash: fnv1a_64
                      distribution: ketama
                      redis: %s
                      timeout: 400
                      server_retry_timeout: 200
                      auto_eject_hosts: false
                      servers:
                    """.formatted(port, redis) + servers(addresses));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon = ServerProcess.nutcracker(port, Ports.free(), configuration);
    }

    private static String servers(List<String> addresses) {
        return IntStream.range(0, addresses.size())
                .mapToObj(i -> "   - " + addresses.get(i) + ":1 server" + i + "\n")
                .collect(Collectors.joining());
    }

    public int port() {
        return daemon.port();
    }

    @Override
    public void close() {
        daemon.close();
        try {
            Files.delete(configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
