package dev.holdfast.cache.memcached;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A call that writes or deletes many keys, each by a request of its own. Every server has a lane, none of which waits
 * for another, and on which no more is under way at a time than leaves room on the connection for other callers.
 */
final class BulkWrite {
    private static final int REQUESTS_AT_ONCE = 512;
    private static final long BYTES_AT_ONCE = Limits.WAITING_BYTES / 8;

    /** How a key is written or deleted. */
    interface Way {
        /** What to send, first for attempt 0; throws what refuses the key before anything is sent. */
        Request<Stored> request(String key, int attempt);

        /** Whether that answer is the key's last; else there is another attempt. */
        default boolean ends(Stored answer) {
            return true;
        }
    }

    private record Step(String key, int attempt) {}

    private record Asked(Step step, Request<Stored> request) {}

    private final Call call;
    private final String endpoint;
    private final Way way;
    private final List<Lane> lanes = new ArrayList<>();
    private final Set<String> done = new LinkedHashSet<>();
    private final Map<String, CacheException> failures = new LinkedHashMap<>();
    private boolean mayHaveApplied;

    BulkWrite(Call call, String endpoint, Servers servers, Collection<String> keys, Way way) {
        this.call = call;
        this.endpoint = endpoint;
        this.way = way;
        Map<Server, Lane> byServer = new LinkedHashMap<>();
        for (String key : keys) {
            Lane lane = byServer.computeIfAbsent(servers.of(WireKey.of(key)), Lane::new);
            lane.unsent.add(new Step(key, 0));
        }
        lanes.addAll(byServer.values());
    }

    /** Returns when all keys are written; throws when each is written or has failed. */
    void run() {
        goOn();
        while (!lanes.isEmpty()) {
            Request.awaitAny(lanes.stream().map(Lane::awaited).toList(), call.deadlineNanos());
            goOn();
        }
        if (!failures.isEmpty()) {
            throw BulkCacheException.writing(call.failed(endpoint), done, failures);
        }
    }

    private void goOn() {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted();
        }
        lanes.forEach(call.isLate() ? Lane::end : Lane::goOn);
        lanes.removeIf(Lane::isAtItsEnd);
    }

    private CacheInterruptedException interrupted() {
        lanes.forEach(Lane::giveUp);
        Outcome outcome = mayHaveApplied ? Outcome.UNKNOWN : Outcome.NOT_APPLIED;
        return CacheInterruptedException.restoringTheFlag(call.failed(endpoint), outcome, null);
    }

    /** The keys of one server. */
    private final class Lane {
        private final Server server;
        private final Queue<Step> unsent = new ArrayDeque<>();
        private final List<Asked> underWay = new ArrayList<>();
        private @Nullable Asked next;
        private long bytesUnderWay;

        Lane(Server server) {
            this.server = server;
        }

        /** Nothing is under way: what is to be sent has room then. */
        boolean isAtItsEnd() {
            return underWay.isEmpty();
        }

        /** What to wait for: the last, or one after which enough is answered to be worth a waking up. */
        Request<Stored> awaited() {
            return underWay.get(next == null ? underWay.size() - 1 : underWay.size() / 2).request;
        }

        /** Takes what is answered, and sends what there is room for then. */
        void goOn() {
            underWay.removeIf(this::takeIfDone);
            next = next == null ? nextUnsent() : next;
            while (next != null && hasRoomFor(next.request)) {
                underWay.add(next);
                bytesUnderWay += next.request.commandBytes();
                server.send(next.request);
                next = nextUnsent();
            }
        }

        private @Nullable Asked nextUnsent() {
            for (Step step = unsent.poll(); step != null; step = unsent.poll()) {
                try {
                    return new Asked(step, way.request(step.key, step.attempt));
                } catch (CacheException e) {
                    failures.put(step.key, e);
                }
            }
            return null;
        }

        private boolean hasRoomFor(Request<Stored> request) {
            return underWay.isEmpty()
                    || (underWay.size() < REQUESTS_AT_ONCE && bytesUnderWay + request.commandBytes() <= BYTES_AT_ONCE);
        }

        private boolean takeIfDone(Asked asked) {
            Step step = asked.step;
            Request<Stored> request = asked.request;
            if (!request.isDone()) {
                return false;
            }
            bytesUnderWay -= request.commandBytes();
            mayHaveApplied |= request.wasSent();
            Failure failure = request.failure();
            if (failure != null) {
                failures.put(step.key, call.forKey(step.key).failed(server, failure, request.wasSent()));
            } else if (way.ends(request.answer())) {
                done.add(step.key);
            } else {
                unsent.add(new Step(step.key, step.attempt + 1));
            }
            return true;
        }

        /** Takes what is answered; all else fails, and what was not sent shares one exception. */
        void end() {
            underWay.removeIf(this::takeIfDone);
            for (Asked asked : underWay) {
                String key = asked.step.key;
                failures.put(key, call.forKey(key).late(server, asked.request));
            }
            underWay.clear();
            CacheException late = call.tooLate(server);
            if (next != null) {
                failures.put(next.step.key, late);
            }
            unsent.forEach(step -> failures.put(step.key, late));
        }

        /** For a caller who does not wait: what is not yet sent never is. */
        void giveUp() {
            for (Asked asked : underWay) {
                mayHaveApplied |= !asked.request.giveUp();
            }
            server.noteAbandoned();
        }
    }
}
