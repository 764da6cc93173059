package dev.holdfast.it.processes;

import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.ServerProcess;

/** What the processes share: a cache on real servers. */
enum Scene {
    REDIS("redis://{redis}?timeout=500ms&connectTimeout=30s"),
    MEMCACHED("memcached://{memcached}?timeout=500ms&connectTimeout=30s"),
    MEMCACHED_BINARY("memcached://{memcached}?timeout=500ms&connectTimeout=30s&protocol=binary"),
    BREAKER_OVER_REDIS("breaker:[redis://{redis}?timeout=500ms&connectTimeout=30s]"),
    BREAKER_OVER_MEMCACHED("breaker:[memcached://{memcached}?timeout=500ms&connectTimeout=30s]"),
    FALLBACK_TO_REDIS(
            "fallback:[redis://{redis}?timeout=500ms&connectTimeout=30s]|[memcached://{memcached}?timeout=500ms&connectTimeout=30s]"),
    FALLBACK_TO_MEMCACHED(
            "fallback:[memcached://{memcached}?timeout=500ms&connectTimeout=30s]|[redis://{redis}?timeout=500ms&connectTimeout=30s]"),
    BREAKER_OVER_FALLBACK(
            "breaker:[fallback:[redis://{redis}?timeout=500ms&connectTimeout=30s]|[memcached://{memcached}?timeout=500ms&connectTimeout=30s]]");

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
            return url.replace("{redis}", redis == null ? "" : redis.address())
                    .replace("{memcached}", memcached == null ? "" : memcached.address());
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
