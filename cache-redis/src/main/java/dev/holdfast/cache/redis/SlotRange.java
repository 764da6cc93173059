package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheUrl.HostPort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a cluster's map: slots and their master. */
record SlotRange(int first, int last, HostPort master) {
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
            if (line instanceof Object[] words
                    && words.length >= 3
                    && words[0] instanceof Long first
                    && words[1] instanceof Long last
                    && words[2] instanceof Object[] node
                    && node.length >= 2
                    && node[1] instanceof Long port
                    && first >= 0
                    && last < Slot.COUNT) {
                ranges.add(new SlotRange(
                        first.intValue(), last.intValue(), new HostPort(host(node[0], asked), port.intValue())));
            } else {
                return null;
            }
        }
        return ranges;
    }

    private static String host(@Nullable Object name, String asked) {
        String host = name instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
        return host.isEmpty() || host.equals("?") ? asked : host;
    }
}
