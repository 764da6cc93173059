package dev.holdfast.cache.redis;

import dev.holdfast.cache.tck.CacheContract;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.servers.Certificates;
import dev.holdfast.servers.Link;
import dev.holdfast.servers.Ports;
import dev.holdfast.servers.RedisHarness;
import dev.holdfast.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract over TLS, as a user that has only the rights that docs/redis.md lists, read from there. */
class TlsAclContractTest implements CacheContract {
    @TempDir
    static Path directory;

    private static CacheHarness harness;

    @BeforeAll
    static void open() throws IOException {
        Certificates certificates = Certificates.in(directory, "tests");
        certificates.sign("server", "IP:127.0.0.1");
        int port = Ports.free();
        List<String> words = new ArrayList<>(List.of("--tls-port", Integer.toString(port), "--tls-auth-clients", "no"));
        words.addAll(List.of("--tls-cert-file", certificates.file("server.pem").toString()));
        words.addAll(List.of("--tls-key-file", certificates.file("server.key").toString()));
        words.addAll(List.of("--tls-ca-cert-file", certificates.file("ca.pem").toString()));
        words.addAll(List.of("--user", "app", "on", ">p@ss", "~*"));
        words.addAll(List.of(documentedRights().split(" ")));
        RedisServer server = RedisServer.started(words.toArray(new String[0]));
        Link link = new Link(port);
        String url = "rediss://app:p%40ss@127.0.0.1:" + link.port();
        harness = new RedisHarness(server, link, url + "?caCertificate=" + certificates.file("ca.pem"));
    }

    private static String documentedRights() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "redis.md")).stream()
                .filter(line -> line.startsWith("-@all "))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public CacheHarness harness() {
        return harness;
    }

    @AfterAll
    static void close() {
        harness.close();
    }
}
