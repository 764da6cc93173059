package dev.holdfast.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A twemproxy before one memcached. */
public final class Twemproxy implements AutoCloseable {
    private final Path configuration;
    private final ServerProcess daemon;

    public Twemproxy(ServerProcess server) {
        int port = ServerProcess.freePort();
        try {
            configuration = Files.createTempFile("nutcracker", ".yml");
            Files.writeString(configuration, """
                    pool:
                      listen: 127.0.0.1:%d
                      hash: fnv1a_64
                      distribution: ketama
                      timeout: 400
                      server_retry_timeout: 200
                      auto_eject_hosts: false
                      servers:
                       - %s:1
                    """.formatted(port, server.address()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon = ServerProcess.nutcracker(port, ServerProcess.freePort(), configuration);
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
