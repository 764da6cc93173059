package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.spi.DriverContext;
import dev.holdfast.cache.spi.UrlParameters;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a URL says about a Redis, read and checked.
 *
 * @param kind how the server is found
 * @param tls whether connections are encrypted and the server's certificate is checked
 * @param hosts servers, Sentinels or cluster nodes; empty for a unix socket
 * @param socket the unix socket's file, empty for all others
 * @param database its number
 * @param user the ACL user; null for the default one
 * @param password a secret; null for none
 * @param master the name by which Sentinels know the master; empty without Sentinels
 * @param sentinelUser the Sentinels' own ACL user
 * @param sentinelPassword the Sentinels' own password, a secret
 * @param proxied whether a proxy such as twemproxy stands between
 * @param mergeGets whether gets that wait together are sent as one MGET
 * @param mergeCounts whether calls of counters that wait together are sent as one call of their script
 * @param maxPending how many commands may be under way on one connection
 * @param caCertificate a PEM file of whom to trust; null for the JDK's own choice
 * @param clientCertificate a PEM file; null for none
 * @param clientKey a PEM file; null for none
 * @param clusterRefresh how often the cluster's map is read again, unasked
 * @param readFrom whom reads may ask
 * @param replicas those that the URL names; empty where the master is asked for them
 * @param replicaRefresh how often the master is asked for its replicas again, unasked
 * @param trackingHeartbeat how often a connection that tells of changes must prove that it is alive
 * @param timeout of an operation
 * @param connectTimeout of connecting, handshake and all
 */
record RedisOptions(
        Kind kind,
        boolean tls,
        List<CacheUrl.HostPort> hosts,
        String socket,
        int database,
        @Nullable String user,
        @Nullable String password,
        String master,
        @Nullable String sentinelUser,
        @Nullable String sentinelPassword,
        boolean proxied,
        boolean mergeGets,
        boolean mergeCounts,
        int maxPending,
        @Nullable File caCertificate,
        @Nullable File clientCertificate,
        @Nullable File clientKey,
        Duration clusterRefresh,
        ReadFrom readFrom,
        List<CacheUrl.HostPort> replicas,
        Duration replicaRefresh,
        Duration trackingHeartbeat,
        Duration timeout,
        Duration connectTimeout) {
    static final int DEFAULT_PORT = 6379;
    static final int DEFAULT_SENTINEL_PORT = 26_379;
    private static final int DEFAULT_MAX_PENDING = 10_000;
    private static final int MAX_DATABASE = 65_535;

    /** How the server is found. */
    enum Kind {
        /** One server, or a proxy, by host and port. */
        STANDALONE,
        /** One server, by its unix socket. */
        SOCKET,
        /** The master that Sentinels name. */
        SENTINEL,
        /** The masters of a cluster. */
        CLUSTER
    }

    static RedisOptions read(CacheUrl url, DriverContext context) {
        UrlParameters parameters = context.parameters();
        Kind kind = kind(url.scheme());
        parameters.refuseMembers();
        boolean proxied = kind == Kind.STANDALONE && parameters.flag("proxied", false);
        ReadFrom readFrom = kind == Kind.SOCKET ? ReadFrom.MASTER : parameters.choice("readFrom", ReadFrom.MASTER);
        boolean hasReplicas = kind == Kind.STANDALONE
                && readFrom != ReadFrom.MASTER
                && !url.hosts().isEmpty();
        RedisOptions options = new RedisOptions(
                kind,
                url.scheme().startsWith("rediss"),
                url.hosts(),
                kind == Kind.SOCKET ? url.path() : "",
                database(url, kind, proxied, parameters),
                url.user(),
                url.password(),
                kind == Kind.SENTINEL ? master(parameters) : "",
                kind == Kind.SENTINEL ? parameters.text("sentinelUser") : null,
                kind == Kind.SENTINEL ? parameters.text("sentinelPassword") : null,
                proxied,
                parameters.flag("mergeGets", true),
                parameters.flag("mergeCounts", true),
                (int) parameters.number("maxPending", DEFAULT_MAX_PENDING, 1, 1_000_000),
                file(parameters, "caCertificate"),
                file(parameters, "clientCertificate"),
                file(parameters, "clientKey"),
                kind == Kind.CLUSTER
                        ? parameters.duration(
                                "clusterRefresh", Duration.ofSeconds(15), Duration.ofMillis(100), Duration.ofHours(1))
                        : Duration.ZERO,
                readFrom,
                hasReplicas ? url.hosts().subList(1, url.hosts().size()) : List.of(),
                readFrom != ReadFrom.MASTER && kind != Kind.CLUSTER
                        ? parameters.duration(
                                "replicaRefresh", Duration.ofSeconds(15), Duration.ofMillis(100), Duration.ofHours(1))
                        : Duration.ZERO,
                parameters.duration(
                        "trackingHeartbeat", Duration.ofMillis(500), Duration.ofMillis(10), Duration.ofMinutes(1)),
                context.timeout(),
                context.connectTimeout());
        options.checkTogether(url, parameters);
        return options;
    }

    private static Kind kind(String scheme) {
        return switch (scheme) {
            case "redis-socket" -> Kind.SOCKET;
            case "redis-sentinel", "rediss-sentinel" -> Kind.SENTINEL;
            case "redis-cluster", "rediss-cluster" -> Kind.CLUSTER;
            default -> Kind.STANDALONE;
        };
    }

    private static int database(CacheUrl url, Kind kind, boolean proxied, UrlParameters parameters) {
        if (kind == Kind.SOCKET) {
            return (int) parameters.number("database", 0, 0, MAX_DATABASE);
        }
        if (url.path().isEmpty() || url.path().equals("0")) {
            return 0;
        }
        if (kind == Kind.CLUSTER || proxied) {
            parameters.problem("there is only database 0 in a cluster or behind a proxy: leave the path out");
        } else if (!url.path().matches("[0-9]{1,5}") || Integer.parseInt(url.path()) > MAX_DATABASE) {
            parameters.problem("the path must be a database number from 0 to " + MAX_DATABASE + ", as in "
                    + url.scheme() + "://host/1");
        } else {
            return Integer.parseInt(url.path());
        }
        return 0;
    }

    private static String master(UrlParameters parameters) {
        String master = parameters.text("master");
        if (master == null || master.isEmpty()) {
            parameters.problem("master is missing: the name by which the Sentinels know it, as in ?master=mymaster");
            return "";
        }
        return master;
    }

    private static @Nullable File file(UrlParameters parameters, String name) {
        String path = parameters.text(name);
        if (path == null) {
            return null;
        }
        File file = new File(path);
        if (!file.canRead()) {
            parameters.problem(name + " must be a PEM file that can be read");
        }
        return file;
    }

    private void checkTogether(CacheUrl url, UrlParameters parameters) {
        if (kind == Kind.SOCKET) {
            if (!hosts.isEmpty() || !socket.startsWith("/")) {
                parameters.problem("a redis-socket: URL names a file, as in redis-socket:///run/redis.sock");
            }
        } else if (hosts.isEmpty()) {
            parameters.problem("there is no host: write " + url.scheme() + "://host");
        }
        if (kind == Kind.STANDALONE && hosts.size() > 1 && !url.parameters().containsKey("readFrom")) {
            parameters.problem("a " + url.scheme() + ": URL names one host; several are for "
                    + url.scheme().toLowerCase(Locale.ROOT) + "-sentinel: and " + url.scheme()
                    + "-cluster:, or, with readFrom, a master and its replicas");
        }
        if (proxied && readFrom != ReadFrom.MASTER) {
            parameters.problem("a proxy chooses by itself whom it reads from: leave readFrom out");
        }
        if (!tls && (caCertificate != null || clientCertificate != null || clientKey != null)) {
            parameters.problem("certificates are for TLS: use rediss instead of redis in the scheme");
        }
        if ((clientCertificate == null) != (clientKey == null)) {
            parameters.problem("clientCertificate and clientKey belong together: give both or none");
        }
        if (user != null && password == null) {
            parameters.problem("a user needs a password: write user:password@host");
        }
    }

    /** Whether another server than the master may be met where the master is looked for. */
    boolean mayHaveReplicas() {
        return kind == Kind.SENTINEL || kind == Kind.CLUSTER;
    }

    /** Never shows the passwords. */
    @Override
    public String toString() {
        return kind + " " + hosts + socket;
    }
}
