package dev.holdfast.it.processes;

import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.ServerProcess;

/** What the processes share: a cache on real servers. */
enum Scene {
    REDIS("{redis}"),
    MEMCACHED("{memcached}"),
    MEMCACHED_BINARY("{memcached}&protocol=binary"),
    BREAKER_OVER_REDIS("breaker:[{redis}]"),
    BREAKER_OVER_MEMCACHED("breaker:[{memcached}]"),
    FALLBACK_TO_REDIS("fallback:[{redis}]|[{memcached}]"),
    FALLBACK_TO_MEMCACHED("fallback:[{memcached}]|[{redis}]"),
    BREAKER_OVER_FALLBACK("breaker:[fallback:[{redis}]|[{memcached}]]");

    private static final String LIMITS = "?timeout=500ms&connectTimeout=30s";

    private final String url;

    Scene(String url) {
        this.url = url;
    }

    /** The servers it needs, which can be stopped for a while. */
    final class Servers implements AutoCloseable {
        private final RedisServer redis = url.contains("{redis}") ? RedisServer.started() : null;
        private final ServerProcess memcached =
                url.contains("{memcached}") ? ServerProcess.memcached("-m", "512") : null;

        String url() {
            return url.replace("{redis}", redis == null ? "" : redis.url() + LIMITS)
                    .replace("{memcached}", memcached == null ? "" : "memcached://" + memcached.address() + LIMITS);
        }

        void hang() {
            if (redis != null) {
                redis.pause();
            }
            if (memcached != null) {
                memcached.hang();
            }
        }

        void resume() {
            if (redis != null) {
                redis.resume();
            }
            if (memcached != null) {
                memcached.resume();
            }
        }

        @Override
        public void close() {
            if (redis != null) {
                redis.close();
            }
            if (memcached != null) {
                memcached.close();
            }
        }
    }
}
