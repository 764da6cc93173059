package dev.holdfast.cache.benchmarks.stampede;

/** Who is compared, each on one Redis, as its documentation has it. */
enum Readers {
    CACHE_ASIDE("**Holdfast** `CacheAside`") {
        @Override
        Reader open(int port) {
            return new AsideReader(port);
        }
    },
    JETCACHE("JetCache, penetration protection") {
        @Override
        Reader open(int port) {
            return new JetCacheReader(port);
        }
    },
    SPRING("Spring `sync = true`") {
        @Override
        Reader open(int port) {
            return new SpringReader(port, false);
        }
    },
    SPRING_LOCKING("Spring `sync = true`, locking cache writer") {
        @Override
        Reader open(int port) {
            return new SpringReader(port, true);
        }
    },
    CAFFEINE("Caffeine in each process, nothing shared") {
        @Override
        Reader open(int port) {
            return new CaffeineReader();
        }
    },
    NAIVE("get, load, set (Lettuce)") {
        @Override
        Reader open(int port) {
            return new NaiveReader(port);
        }
    };

    private final String title;

    Readers(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract Reader open(int port);
}
