package dev.holdfast.cache.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was sent on a lost connection from being carried out after what is sent on the next one. The bytes may
 * sit in the socket of a server that hangs, or in a proxy on the way, and closing our end takes none of them back. So
 * a new connection is used only after the server has confirmed that the old one is dead: {@code CLIENT KILL ID}
 * either comes after those commands, or discards them unread.
 *
 * <p>Connections are known by the server's run id and their number there; another process, such as a promoted replica,
 * never saw the old bytes, and its numbers mean others' connections. Safe for several threads.
 */
final class Fence {
    /** Beyond it the oldest is forgotten: connections that never came to an end on servers that never came back. */
    private static final int MAX_REMEMBERED = 1_000;

    private static final byte[] CLIENT = Frame.ascii("CLIENT");

    private final Deque<Identity> ended = new ArrayDeque<>();

    /** A connection, as its server knows it. */
    record Identity(String runId, long clientId) {}

    static Request[] questions() {
        return new Request[] {
            Request.command(Frame.of(CLIENT, Frame.ascii("ID"))),
            Request.command(Frame.of(Frame.ascii("INFO"), Frame.ascii("server")))
        };
    }

    /** Reads the answers to {@link #questions()}; null where they are none. */
    static @Nullable Identity identity(@Nullable Object clientId, @Nullable Object info) {
        if (clientId instanceof Long id && info instanceof byte[] text) {
            for (String line : new String(text, StandardCharsets.UTF_8).split("\r\n", -1)) {
                if (line.startsWith("run_id:")) {
                    return new Identity(line.substring(line.indexOf(':') + 1), id);
                }
            }
        }
        return null;
    }

    /** A connection ended with commands unanswered. */
    synchronized void remember(Identity identity) {
        ended.addLast(identity);
        if (ended.size() > MAX_REMEMBERED) {
            ended.removeFirst();
        }
    }

    /** The earlier connections to the same process, of which its {@link #kills} make sure. */
    synchronized List<Identity> before(Identity now) {
        return ended.stream()
                .filter(earlier -> earlier.runId().equals(now.runId()))
                .toList();
    }

    /** At least one, to prove the right to. */
    static List<Request> kills(List<Identity> earlier) {
        return earlier.isEmpty()
                ? List.of(kill(Long.MAX_VALUE))
                : earlier.stream().map(one -> kill(one.clientId())).toList();
    }

    /** All {@linkplain #kills kills} of those were confirmed. */
    synchronized void passed(List<Identity> earlier) {
        ended.removeAll(earlier);
    }

    private static Request kill(long clientId) {
        return Request.command(Frame.of(CLIENT, Frame.ascii("KILL"), Frame.ascii("ID"), Frame.decimal(clientId)));
    }
}
