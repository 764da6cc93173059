package dev.holdfast.cache.benchmarks.memcached;

import dev.holdfast.cache.benchmarks.Contender;
import java.io.IOException;

/** Who competes in the memcached group. */
public enum MemcachedContender implements Contender {
    /** The baseline: callers share arrays, and hang when a connection dies. */
    XMEMCACHED("xmemcached") {
        @Override
        MemcachedStore open(int port) throws IOException {
            return new XmemcachedStore(port, true, false);
        }
    },
    /** Ours, by URL, as an application opens it. */
    OURS("Holdfast memcached:") {
        @Override
        MemcachedStore open(int port) {
            return new OurStore(port, "");
        }
    },
    /** Ours over the binary protocol. */
    OURS_BINARY("Holdfast memcached:, binary") {
        @Override
        MemcachedStore open(int port) {
            return new OurStore(port, "&protocol=binary");
        }
    },
    /** The setting that shares no arrays. */
    XMEMCACHED_UNMERGED("xmemcached, optimizeGet off") {
        @Override
        MemcachedStore open(int port) throws IOException {
            return new XmemcachedStore(port, false, false);
        }
    },
    /** xmemcached over the binary protocol. */
    XMEMCACHED_BINARY("xmemcached, binary") {
        @Override
        MemcachedStore open(int port) throws IOException {
            return new XmemcachedStore(port, true, true);
        }
    },
    /** spymemcached, text. */
    SPYMEMCACHED("spymemcached") {
        @Override
        MemcachedStore open(int port) throws IOException {
            return new SpymemcachedStore(port);
        }
    },
    /** folsom, text. */
    FOLSOM("folsom") {
        @Override
        MemcachedStore open(int port) throws Exception {
            return new FolsomStore(port);
        }
    },
    /** What is possible: a socket a thread, and nothing that a cache needs beside it. */
    SOCKETS("raw socket, one a thread") {
        @Override
        MemcachedStore open(int port) {
            return new SocketStore(port);
        }
    },
    /** The baseline once more, last in each round: says how far the round is to be believed. */
    TWIN("the first line again (A/A)") {
        @Override
        MemcachedStore open(int port) throws Exception {
            return XMEMCACHED.open(port);
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

    abstract MemcachedStore open(int port) throws Exception;
}
