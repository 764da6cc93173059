package dev.holdfast.cache.benchmarks.memcached;

import dev.holdfast.cache.benchmarks.race.Where;
import dev.holdfast.cache.benchmarks.store.OurStore;
import dev.holdfast.cache.benchmarks.store.Store;
import dev.holdfast.cache.benchmarks.store.StoreContender;
import java.io.IOException;

/** Who competes in the memcached groups. */
public enum MemcachedContender implements StoreContender {
    /** The baseline: callers share arrays, and hang when a connection dies. */
    XMEMCACHED("xmemcached") {
        @Override
        public Store open(Where where) throws IOException {
            return new XmemcachedStore(where.port(), true, false);
        }
    },
    /** Ours, by URL, as an application opens it. */
    OURS("Holdfast memcached:") {
        @Override
        public Store open(Where where) {
            return OurStore.of("memcached://127.0.0.1:" + where.port() + "?timeout=5s&connectTimeout=5s");
        }
    },
    /** Ours over the binary protocol. */
    OURS_BINARY("Holdfast memcached:, binary") {
        @Override
        public Store open(Where where) {
            return OurStore.of(
                    "memcached://127.0.0.1:" + where.port() + "?timeout=5s&connectTimeout=5s&protocol=binary");
        }
    },
    /** The setting that shares no arrays. */
    XMEMCACHED_UNMERGED("xmemcached, optimizeGet off") {
        @Override
        public Store open(Where where) throws IOException {
            return new XmemcachedStore(where.port(), false, false);
        }
    },
    /** xmemcached over the binary protocol. */
    XMEMCACHED_BINARY("xmemcached, binary") {
        @Override
        public Store open(Where where) throws IOException {
            return new XmemcachedStore(where.port(), true, true);
        }
    },
    /** spymemcached, text. */
    SPYMEMCACHED("spymemcached") {
        @Override
        public Store open(Where where) throws IOException {
            return new SpymemcachedStore(where.port());
        }
    },
    /** folsom, text. */
    FOLSOM("folsom") {
        @Override
        public Store open(Where where) throws Exception {
            return new FolsomStore(where.port());
        }
    },
    /** What is possible: a socket a thread, and nothing that a cache needs beside it. */
    SOCKETS("raw socket, one a thread") {
        @Override
        public Store open(Where where) {
            return new SocketStore(where.port());
        }
    };

    private final String title;

    MemcachedContender(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }
}
