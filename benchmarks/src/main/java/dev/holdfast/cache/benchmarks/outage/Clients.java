package dev.holdfast.cache.benchmarks.outage;

import java.io.IOException;

/** Who is tried, each as it is without any option. */
enum Clients {
    BREAKER_REDIS("**Holdfast** `breaker:redis:`", true) {
        @Override
        Client open(int port) {
            return new OurClient("breaker:redis://127.0.0.1:" + port);
        }
    },
    REDIS("Holdfast `redis:`, without a breaker", true) {
        @Override
        Client open(int port) {
            return new OurClient("redis://127.0.0.1:" + port);
        }
    },
    LETTUCE("Lettuce", true) {
        @Override
        Client open(int port) {
            return new LettuceClient(port);
        }
    },
    SPRING("Spring Data Redis", true) {
        @Override
        Client open(int port) {
            return new SpringClient(port);
        }
    },
    JETCACHE("JetCache", true) {
        @Override
        Client open(int port) {
            return new JetCacheClient(port);
        }
    },
    BREAKER_MEMCACHED("**Holdfast** `breaker:memcached:`", false) {
        @Override
        Client open(int port) {
            return new OurClient("breaker:memcached://127.0.0.1:" + port);
        }
    },
    MEMCACHED("Holdfast `memcached:`, without a breaker", false) {
        @Override
        Client open(int port) {
            return new OurClient("memcached://127.0.0.1:" + port);
        }
    },
    XMEMCACHED("xmemcached", false) {
        @Override
        Client open(int port) throws IOException {
            return new XmemcachedClient(port);
        }
    };

    private final String title;
    private final boolean isRedis;

    Clients(String title, boolean isRedis) {
        this.title = title;
        this.isRedis = isRedis;
    }

    String title() {
        return title;
    }

    boolean isRedis() {
        return isRedis;
    }

    abstract Client open(int port) throws IOException;
}
