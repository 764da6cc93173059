package dev.holdfast.cache.benchmarks.redis;

import dev.holdfast.cache.benchmarks.race.Where;
import dev.holdfast.cache.benchmarks.store.OurStore;
import dev.holdfast.cache.benchmarks.store.Store;
import dev.holdfast.cache.benchmarks.store.StoreContender;
import java.io.IOException;

/** Who competes in the Redis groups. */
public enum RedisContender implements StoreContender {
    /** The baseline: the client ours stands on. */
    LETTUCE("Lettuce, one connection") {
        @Override
        public Store open(Where where) {
            return new LettuceStore(where.port());
        }
    },
    /** Ours, by URL, as an application opens it. */
    OURS("Holdfast redis:") {
        @Override
        public Store open(Where where) {
            return OurStore.of("redis://127.0.0.1:" + where.port() + "?timeout=5s&connectTimeout=5s");
        }
    },
    /** The limit. */
    COMBINER("a bare socket, callers combined") {
        @Override
        public Store open(Where where) throws IOException {
            return CombinerStore.plain(where.port());
        }
    },
    /** The limit of counting what our contract lets count: nothing absent is created, as INCRBY does. */
    COUNTING_COMBINER("a bare socket, a script that creates nothing") {
        @Override
        public Store open(Where where) throws IOException {
            return CombinerStore.scripted(where.port());
        }
    },
    /** A connection a caller. */
    JEDIS("Jedis, pooled") {
        @Override
        public Store open(Where where) {
            return new JedisStore(where.port());
        }
    },
    /** Redisson's buckets. */
    REDISSON("Redisson") {
        @Override
        public Store open(Where where) {
            return new RedissonStore(where.port());
        }
    },
    /** A cache on Lettuce, which does not count. */
    JETCACHE("JetCache on Lettuce") {
        @Override
        public Store open(Where where) {
            return new JetCacheStore(where.port());
        }
    },
    /** Another, which does not read many keys at once either. */
    SPRING("Spring Data RedisCache on Lettuce") {
        @Override
        public Store open(Where where) {
            return new SpringStore(where.port());
        }
    };

    private final String title;

    RedisContender(String title) {
        this.title = title;
    }

    @Override
    public boolean can(String operation) {
        return switch (this) {
            case COMBINER -> !operation.contains("cas") && !operation.contains("Cas");
            case COUNTING_COMBINER -> operation.equals("incr");
            case JETCACHE ->
                (operation.startsWith("get") && !operation.equals("getsAndCas")) || operation.startsWith("set");
            case SPRING -> operation.matches("get|getMiss|(get|set)[0-9].*|set");
            default -> true;
        };
    }

    @Override
    public String title() {
        return title;
    }
}
