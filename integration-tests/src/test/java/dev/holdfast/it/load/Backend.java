package dev.holdfast.it.load;

import dev.holdfast.cache.tck.fake.TcpFaultProxy;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.ServerProcess;
import java.util.Locale;

/** What is put under load. */
enum Backend {
    REDIS("redis://127.0.0.1:{port}?timeout=250ms"),
    MEMCACHED("memcached://127.0.0.1:{port}?timeout=250ms"),
    BREAKER("breaker:[redis://127.0.0.1:{port}?timeout=250ms]?trialWait=100ms&maxTrialWait=500ms");

    private final String url;

    Backend(String url) {
        this.url = url;
    }

    /** By its name in any case. */
    static Backend named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Whether a fault may take entries away: a breaker's recovery deletes what was written meanwhile. */
    boolean forgetsWhenDisturbed() {
        return this == BREAKER;
    }

    Stage stage() {
        return new Stage();
    }

    /** The server, and the wire to it. */
    final class Stage implements AutoCloseable {
        private final RedisServer redis = Backend.this == MEMCACHED ? null : RedisServer.started();
        private final ServerProcess memcached =
                Backend.this == MEMCACHED ? ServerProcess.memcached("-m", "4096", "-c", "4096") : null;
        private final TcpFaultProxy wire =
                TcpFaultProxy.to("127.0.0.1", redis == null ? memcached.port() : redis.port());

        String url() {
            return url.replace("{port}", Integer.toString(wire.port()));
        }

        TcpFaultProxy wire() {
            return wire;
        }

        void hang() {
            if (redis != null) {
                redis.pause();
            } else {
                memcached.hang();
            }
        }

        void resume() {
            if (redis != null) {
                redis.resume();
            } else {
                memcached.resume();
            }
        }

        void kill() {
            if (redis != null) {
                redis.kill();
            } else {
                memcached.kill();
            }
        }

        /** Empty. */
        void start() {
            if (redis != null) {
                redis.start();
            } else {
                memcached.restart();
            }
        }

        @Override
        public void close() {
            wire.close();
            if (redis != null) {
                redis.close();
            } else {
                memcached.close();
            }
        }
    }
}
