package dev.holdfast.cache.benchmarks.redis;

import dev.holdfast.cache.benchmarks.Contender;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Who competes in the Redis groups. */
public enum RedisContender implements Contender {
    /** The baseline: the client ours stands on. */
    LETTUCE("Lettuce, one connection") {
        @Override
        RedisStore open(int port) {
            return new LettuceStore(port);
        }
    },
    /** Ours, by URL, as an application opens it. */
    OURS("Holdfast redis:") {
        @Override
        RedisStore open(int port) {
            return new OurStore(port);
        }
    },
    /** The limit. */
    COMBINER("a bare socket, callers combined") {
        @Override
        RedisStore open(int port) throws IOException {
            return new CombinerStore(port);
        }
    },
    /** A connection a caller. */
    JEDIS("Jedis, pooled") {
        @Override
        RedisStore open(int port) {
            return new JedisStore(port);
        }
    },
    /** Redisson's buckets. */
    REDISSON("Redisson") {
        @Override
        RedisStore open(int port) {
            return new RedissonStore(port);
        }
    },
    /** A cache on Lettuce, which does not count. */
    JETCACHE("JetCache on Lettuce") {
        @Override
        RedisStore open(int port) {
            return new JetCacheStore(port);
        }
    },
    /** Another, which does not read many keys at once either. */
    SPRING("Spring Data RedisCache on Lettuce") {
        @Override
        RedisStore open(int port) {
            return new SpringStore(port);
        }
    },
    /** The baseline once more, last in each round: says how far the round is to be believed. */
    TWIN("the first line again (A/A)") {
        @Override
        RedisStore open(int port) {
            return new LettuceStore(port);
        }
    };

    private final String title;

    RedisContender(String title) {
        this.title = title;
    }

    /**
     * Those that can do something.
     *
     * @param operation a benchmark's name
     * @return in the order of tables
     */
    public static List<RedisContender> able(String operation) {
        return Stream.of(values()).filter(contender -> contender.can(operation)).toList();
    }

    boolean can(String operation) {
        return switch (operation) {
            case "incr" -> this != JETCACHE && this != SPRING;
            case "getAll100" -> this != SPRING;
            default -> true;
        };
    }

    @Override
    public String title() {
        return title;
    }

    abstract RedisStore open(int port) throws IOException;
}
