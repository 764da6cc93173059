package dev.holdfast.it.breaker;

import dev.holdfast.cache.tck.fake.TcpFaultProxy;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.ServerProcess;
import java.time.Duration;

/** A real server, the way to it, and one thing that goes wrong with them. */
enum OutageScene {
    REDIS_STOPPED(true) {
        @Override
        void cause(Stage stage) {
            stage.redis.pause();
        }

        @Override
        void heal(Stage stage) {
            stage.redis.resume();
        }
    },
    REDIS_KILLED(true) {
        @Override
        void cause(Stage stage) {
            stage.redis.kill();
        }

        @Override
        void heal(Stage stage) {
            stage.redis.start();
        }
    },
    REDIS_BLACK_HOLE(true) {
        @Override
        void cause(Stage stage) {
            stage.wire.blackHole();
        }

        @Override
        void heal(Stage stage) {
            stage.wire.pass();
        }
    },
    REDIS_SLOW(true) {
        @Override
        void cause(Stage stage) {
            stage.wire.slow(Duration.ofMillis(230));
        }

        @Override
        void heal(Stage stage) {
            stage.wire.pass();
        }

        @Override
        String parameters() {
            return "?trialWait=100ms&maxTrialWait=400ms"; // no connection is lost, so nobody says when it is over
        }
    },
    REDIS_RESTARTED_EMPTY(false) {
        @Override
        void cause(Stage stage) {
            stage.redis.restart();
        }

        @Override
        void heal(Stage stage) {}
    },
    REDIS_OUT_OF_MEMORY(false) {
        @Override
        void cause(Stage stage) {
            stage.redis.cli("CONFIG", "SET", "maxmemory", "1");
        }

        @Override
        void heal(Stage stage) {
            stage.redis.cli("CONFIG", "SET", "maxmemory", "0");
        }
    },
    REDIS_READ_ONLY(false) {
        @Override
        void cause(Stage stage) {
            stage.redis.cli("REPLICAOF", "127.0.0.1", "1");
        }

        @Override
        void heal(Stage stage) {
            stage.redis.cli("REPLICAOF", "NO", "ONE");
        }
    },
    MEMCACHED_STOPPED(true) {
        @Override
        void cause(Stage stage) {
            stage.memcached.hang();
        }

        @Override
        void heal(Stage stage) {
            stage.memcached.resume();
        }
    },
    MEMCACHED_KILLED(true) {
        @Override
        void cause(Stage stage) {
            stage.memcached.kill();
        }

        @Override
        void heal(Stage stage) {
            stage.memcached.restart();
        }
    },
    MEMCACHED_BLACK_HOLE(true) {
        @Override
        void cause(Stage stage) {
            stage.wire.blackHole();
        }

        @Override
        void heal(Stage stage) {
            stage.wire.pass();
        }
    };

    private final boolean opens;

    OutageScene(boolean opens) {
        this.opens = opens;
    }

    /** Whether the breaker must open; where it need not, the server answers, if only refusals. */
    boolean opens() {
        return opens;
    }

    String parameters() {
        return "";
    }

    abstract void cause(Stage stage);

    abstract void heal(Stage stage);

    private boolean isRedis() {
        return name().startsWith("REDIS");
    }

    /** Starts the server. */
    Stage stage() {
        return new Stage(this);
    }

    /** What is played with. */
    static final class Stage implements AutoCloseable {
        private final RedisServer redis;
        private final ServerProcess memcached;
        private final TcpFaultProxy wire;
        private final OutageScene scene;

        private Stage(OutageScene scene) {
            this.scene = scene;
            redis = scene.isRedis() ? RedisServer.started() : null;
            memcached = scene.isRedis() ? null : ServerProcess.memcached();
            wire = TcpFaultProxy.to("127.0.0.1", redis != null ? redis.port() : memcached.port());
        }

        String url() {
            return "breaker:[" + (redis != null ? "redis" : "memcached") + "://127.0.0.1:" + wire.port() + "]"
                    + scene.parameters();
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
