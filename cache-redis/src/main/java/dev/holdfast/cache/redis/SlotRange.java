package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheUrl.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One line of a cluster's map: slots, their master and its replicas. */
record SlotRange(int first, int last, HostPort master, List<HostPort> replicas) {
    /**
     * Reads the answer to CLUSTER SLOTS.
     *
     * @param asked the host that was asked, which may name itself by nothing
     * @return the ranges; null where it is no such answer
     */
    static @Nullable List<SlotRange> read(@Nullable Object reply, String asked) {
        if (!(reply instanceof Object[] lines) || lines.length == 0) {
            return null;
        }
        List<SlotRange> ranges = new ArrayList<>();
        for (Object line : lines) {
            HostPort master = line instanceof Object[] words && words.length >= 3 ? place(words[2], asked) : null;
            if (master != null
                    && line instanceof Object[] words
                    && words[0] instanceof Long first
                    && words[1] instanceof Long last
                    && first >= 0
                    && last < Slot.COUNT) {
                List<HostPort> replicas = Arrays.stream(words, 3, words.length)
                        .map(node -> place(node, asked))
                        .filter(Objects::nonNull)
                        .toList();
                ranges.add(new SlotRange(first.intValue(), last.intValue(), master, replicas));
            } else {
                return null;
            }
        }
        return ranges;
    }

    private static @Nullable HostPort place(@Nullable Object node, String asked) {
        return node instanceof Object[] words && words.length >= 2 && words[1] instanceof Long port
                ? new HostPort(
                        host(words[0] instanceof byte[] name ? new String(name, StandardCharsets.UTF_8) : "", asked),
                        port.intValue())
                : null;
    }

    /** Whom a node names; by nothing, or by what it does not know, itself. */
    static String host(String name, String asked) {
        return name.isEmpty() || name.equals("?") ? asked : name;
    }
}
