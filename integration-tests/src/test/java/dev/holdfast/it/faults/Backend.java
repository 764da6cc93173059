package dev.holdfast.it.faults;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the caches are opened on. */
enum Backend {
    REDIS("one Redis") {
        @Override
        Stage start(Mishap mishap) {
            return new RedisStage();
        }

        @Override
        @Nullable
        String whyNot(Mishap mishap) {
            return switch (mishap) {
                case ONE_OF_N -> "it is one server";
                case FAILOVER -> "it has no replica";
                case SLOT_MIGRATION -> "it has no slots";
                default -> null;
            };
        }
    },
    SENTINEL("a Redis, its replica and a Sentinel") {
        @Override
        Stage start(Mishap mishap) {
            return new SentinelStage();
        }

        @Override
        @Nullable
        String whyNot(Mishap mishap) {
            return mishap == Mishap.SLOT_MIGRATION ? "it has no slots" : null;
        }

        @Override
        boolean isCostly() {
            return true;
        }
    },
    CLUSTER("a Redis Cluster of three masters and three replicas") {
        @Override
        Stage start(Mishap mishap) {
            return new ClusterStage();
        }

        @Override
        @Nullable
        String whyNot(Mishap mishap) {
            return null;
        }

        @Override
        boolean isCostly() {
            return true;
        }
    },
    MEMCACHED("one memcached") {
        @Override
        Stage start(Mishap mishap) {
            return new MemcachedStage(1, mishap);
        }

        @Override
        @Nullable
        String whyNot(Mishap mishap) {
            return mishap == Mishap.ONE_OF_N ? "it is one server" : noReplicas(mishap);
        }
    },
    MEMCACHED_3("three memcached") {
        @Override
        Stage start(Mishap mishap) {
            return new MemcachedStage(3, mishap);
        }

        @Override
        @Nullable
        String whyNot(Mishap mishap) {
            return noReplicas(mishap);
        }
    },
    TWEMPROXY("one memcached through twemproxy") {
        @Override
        Stage start(Mishap mishap) {
            return new TwemproxyStage(mishap);
        }

        @Override
        @Nullable
        String whyNot(Mishap mishap) {
            return switch (mishap) {
                case ONE_OF_N -> "it is one server";
                case WRONG_PASSWORD -> "the proxy can't sign on";
                default -> noReplicas(mishap);
            };
        }
    };

    private final String words;

    Backend(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Starts the servers; in a costly case they are for all mishaps, one after the other. */
    abstract Stage start(Mishap mishap);

    /** Why that can't go wrong here; null if it can. */
    abstract @Nullable String whyNot(Mishap mishap);

    /** Whether starting takes seconds. */
    boolean isCostly() {
        return false;
    }

    private static @Nullable String noReplicas(Mishap mishap) {
        return switch (mishap) {
            case FAILOVER -> "memcached has no replicas";
            case SLOT_MIGRATION -> "memcached has no slots";
            default -> null;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
