package dev.holdfast.it.recipes.fleet;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** A real server, a cache on it for the test, and JVMs that use it; all ended together. */
final class Fleet implements AutoCloseable {
    private final Runnable stopServer;
    private final DistributedCache cache;
    private final List<FleetProcess> processes = new ArrayList<>();

    private Fleet(Runnable stopServer, String url, Member.Part part, Path directory, int size, long periodMillis) {
        this.stopServer = stopServer;
        this.cache = Caches.open(url);
        for (int i = 0; i < size; i++) {
            processes.add(new FleetProcess(part, url, directory, "p" + i, periodMillis));
        }
        await(() -> processes.stream().allMatch(process -> process.said("ready")));
    }

    /** So many processes on a server of the scheme, ready to go. */
    static Fleet of(String scheme, Member.Part part, Path directory, int size, long periodMillis) {
        if (scheme.equals("redis")) {
            RedisServer redis = RedisServer.started();
            return new Fleet(
                    redis::close, redis.url() + "?timeout=5s&connectTimeout=30s", part, directory, size, periodMillis);
        }
        ServerProcess memcached = ServerProcess.memcached();
        String url = "memcached://" + memcached.address() + "?timeout=5s&connectTimeout=30s";
        return new Fleet(memcached::close, url, part, directory, size, periodMillis);
    }

    void go() {
        processes.forEach(FleetProcess::go);
    }

    DistributedCache cache() {
        return cache;
    }

    List<FleetProcess> processes() {
        return processes;
    }

    void await(BooleanSupplier condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    processes.forEach(FleetProcess::requireWell);
                    return condition.getAsBoolean();
                });
    }

    @Override
    public void close() {
        processes.forEach(FleetProcess::close);
        cache.close();
        stopServer.run();
    }
}
