package dev.holdfast.cache.memcached;

import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.CacheUrl.HostPort;
import dev.holdfast.cache.spi.DriverContext;
import dev.holdfast.cache.spi.UrlParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a URL says of memcached; {@link MemcachedCacheDriver} tells its users what each parameter means.
 *
 * @param endpoint the cache, without secrets
 * @param servers with their ports
 * @param weights one for each server
 * @param protocol what is spoken
 * @param hashing which server has a key
 * @param proxied whether what answers is a proxy, which knows only part of the protocol
 * @param user null for none
 * @param password null for none
 * @param timeout of an operation
 * @param connectTimeout of connecting
 */
record MemcachedSettings(
        String endpoint,
        List<HostPort> servers,
        List<Integer> weights,
        Wire protocol,
        Hashing hashing,
        boolean proxied,
        @Nullable String user,
        @Nullable String password,
        Duration timeout,
        Duration connectTimeout) {
    static final int DEFAULT_PORT = 11211;
    private static final int GREATEST_WEIGHT = 1000;

    /** The protocols. */
    enum Wire {
        TEXT,
        BINARY
    }

    static MemcachedSettings of(CacheUrl url, DriverContext context) {
        UrlParameters parameters = context.parameters();
        parameters.refuseMembers();
        List<HostPort> servers = servers(url, parameters);
        Wire protocol = parameters.choice("protocol", Wire.TEXT);
        boolean proxied = parameters.flag("proxied", false);
        if (proxied && protocol == Wire.BINARY) {
            parameters.problem("a proxy speaks the text protocol: leave out protocol=binary or proxied=true");
        }
        if ((url.user() == null) != (url.password() == null)) {
            parameters.problem("give user and password, as in memcached://user:password@host, or neither");
        }
        if (proxied && url.user() != null) {
            parameters.problem("a proxy takes no credentials: leave out user and password, or proxied=true");
        }
        MemcachedSettings settings = new MemcachedSettings(
                url.endpoint(),
                servers,
                weights(parameters, servers.size()),
                protocol,
                parameters.choice("hashing", Hashing.KETAMA),
                proxied,
                url.user(),
                url.password(),
                context.timeout(),
                context.connectTimeout());
        parameters.verify();
        return settings;
    }

    private static List<HostPort> servers(CacheUrl url, UrlParameters parameters) {
        List<HostPort> servers = url.hosts().stream()
                .map(server -> new HostPort(server.host(), server.portOr(DEFAULT_PORT)))
                .toList();
        if (servers.isEmpty()) {
            parameters.problem("name a server, as in memcached://localhost:11211");
        }
        if (new HashSet<>(servers).size() < servers.size()) {
            parameters.problem("name each server once; to give one more keys, use weights=2,1,...");
        }
        if (!url.path().isEmpty()) {
            parameters.problem("memcached has no databases: leave out the path; to part keys, use prefix=...");
        }
        return servers;
    }

    private static List<Integer> weights(UrlParameters parameters, int servers) {
        String text = parameters.text("weights");
        List<Integer> weights = new ArrayList<>();
        if (text != null) {
            for (String weight : text.split(",", -1)) {
                if (weight.matches("[1-9]\\d{0,3}") && Integer.parseInt(weight) <= GREATEST_WEIGHT) {
                    weights.add(Integer.valueOf(weight));
                }
            }
            if (weights.size() != servers) {
                parameters.problem("weights must be a number from 1 to " + GREATEST_WEIGHT + " for each of the "
                        + servers + " servers, by commas");
                weights.clear();
            }
        }
        while (weights.size() < servers) {
            weights.add(1);
        }
        return List.copyOf(weights);
    }

    String endpoint(HostPort server) {
        return "memcached://" + server;
    }
}
