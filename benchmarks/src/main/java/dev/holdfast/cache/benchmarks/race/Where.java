package dev.holdfast.cache.benchmarks.race;

import java.util.List;

/**
 * Where a contender finds what it needs.
 *
 * @param urls of the servers of its group, such as {@code 127.0.0.1:6379}
 * @param prefix of its own keys, so that contenders don't meet
 */
public record Where(List<String> urls, String prefix) {
    /**
     * The port of the first server.
     *
     * @return on this machine
     */
    public int port() {
        String url = urls.get(0);
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }
}
