package dev.holdfast.cache.benchmarks.race;

import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.ServerProcess;
import java.util.ArrayList;
import java.util.List;

/**
 * Which servers a group needs.
 *
 * @param redis how many redis-servers
 * @param memcached how many memcacheds
 */
public record Ground(int redis, int memcached) {
    /** None. */
    public static final Ground NOTHING = new Ground(0, 0);

    /** One redis-server. */
    public static final Ground REDIS = new Ground(1, 0);

    /** One memcached. */
    public static final Ground MEMCACHED = new Ground(0, 1);

    /**
     * Starts them.
     *
     * @return where they are
     */
    public Servers start() {
        List<AutoCloseable> running = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < redis; i++) {
            RedisServer server = RedisServer.started();
            running.add(server);
            ports.add(server.port());
        }
        for (int i = 0; i < memcached; i++) {
            ServerProcess server = ServerProcess.memcached("-c", "4096");
            running.add(server);
            ports.add(server.port());
        }
        return new Servers(running, ports);
    }

    /**
     * Servers that run.
     *
     * @param running what to close
     * @param ports of this machine, in the same order
     */
    public record Servers(List<AutoCloseable> running, List<Integer> ports) {
        /**
         * Where they are.
         *
         * @return such as {@code 127.0.0.1:6379}
         */
        public List<String> addresses() {
            return ports.stream().map(port -> "127.0.0.1:" + port).toList();
        }

        /**
         * Ends them.
         *
         * @throws Exception if one can not be ended
         */
        public void close() throws Exception {
            for (AutoCloseable server : running) {
                server.close();
            }
        }
    }
}
