package dev.holdfast.cache.benchmarks.outage;

import dev.holdfast.cache.benchmarks.memcached.MemcachedContender;
import dev.holdfast.cache.benchmarks.race.Where;
import dev.holdfast.cache.benchmarks.redis.RedisContender;
import dev.holdfast.cache.benchmarks.store.StoreContender;
import java.io.IOException;
import java.util.List;

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
    REDISSON("Redisson", true) {
        @Override
        Client open(int port) throws IOException {
            return stored(RedisContender.REDISSON, port);
        }
    },
    JEDIS("Jedis, pooled", true) {
        @Override
        Client open(int port) throws IOException {
            return stored(RedisContender.JEDIS, port);
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
    },
    SPYMEMCACHED("spymemcached", false) {
        @Override
        Client open(int port) throws IOException {
            return new SpymemcachedClient(port);
        }
    },
    FOLSOM("folsom", false) {
        @Override
        Client open(int port) throws IOException {
            return stored(MemcachedContender.FOLSOM, port);
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

    private static Client stored(StoreContender contender, int port) throws IOException {
        try {
            return new StoreClient(contender.open(new Where(List.of("127.0.0.1:" + port), "")));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    abstract Client open(int port) throws IOException;
}
