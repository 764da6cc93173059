package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.InvalidationListener;
import dev.holdfast.cache.InvalidationSource;
import dev.holdfast.cache.Invalidations;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.spi.DriverContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tells which keys change, by a {@link Tracker} a node. It is live while every node that keys are read from is tracked;
 * a node that is lost, replaced or new is a gap until its tracker leads to the same process as its connection. The
 * trackers start with the first subscription, and end with the last.
 */
final class Tracking implements InvalidationSource, NodeWatch {
    private static final byte[] INVALIDATE = Frame.ascii("invalidate");

    private final LettuceGateway gateway;
    private final RedisOptions options;
    private final DriverContext context;
    private final String endpoint;
    private final Map<Node, @Nullable Tracker> trackers = new LinkedHashMap<>();
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final ListenerGuard guard = new ListenerGuard();
    private List<String> prefixes = List.of();
    private @Nullable ScheduledFuture<?> heartbeat;
    private boolean live;
    private boolean closed;

    Tracking(LettuceGateway gateway, RedisOptions options, DriverContext context, String endpoint) {
        this.gateway = gateway;
        this.options = options;
        this.context = context;
        this.endpoint = endpoint;
    }

    private final class Subscription implements Invalidations {
        private final String prefix;
        private final InvalidationListener listener;

        private Subscription(String prefix, InvalidationListener listener) {
            this.prefix = prefix;
            this.listener = listener;
        }

        @Override
        public boolean isLive() {
            synchronized (Tracking.this) {
                return live && subscriptions.contains(this);
            }
        }

        @Override
        public void close() {
            locked(() -> {
                if (subscriptions.remove(this)) {
                    retarget();
                }
            });
        }
    }

    @Override
    public Invalidations subscribe(String prefix, InvalidationListener listener) {
        Call call = Call.start(Operation.OPEN, null, endpoint, options.connectTimeout());
        Subscription subscription = new Subscription(prefix, listener);
        List<Tracker> started = new ArrayList<>();
        locked(() -> {
            if (closed) {
                throw new IllegalStateException("the cache " + endpoint + " is closed");
            }
            subscriptions.add(subscription);
            retarget();
            if (live) {
                guard.call(listener::live);
                guard.call(() -> listener.proven(provenNanos()));
            }
            trackers.values().forEach(tracker -> started.add(Objects.requireNonNull(tracker)));
        });
        try {
            awaitFirstTries(started);
        } catch (InterruptedException e) {
            subscription.close();
            throw Failures.openingInterrupted(call, e);
        }
        ConnectFailure refusal = refusal(started);
        if (refusal != null) {
            subscription.close();
            throw Failures.opening(call, refusal);
        }
        return subscription;
    }

    private void awaitFirstTries(List<Tracker> started) throws InterruptedException {
        CompletableFuture<?>[] tries = started.stream().map(Tracker::firstTry).toArray(CompletableFuture<?>[]::new);
        try {
            Duration patience = options.connectTimeout().multipliedBy(3);
            CompletableFuture.allOf(tries).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // judged by what is there
        }
    }

    private synchronized @Nullable ConnectFailure refusal(List<Tracker> started) {
        for (Tracker tracker : started) {
            ConnectFailure failure = tracker.failure();
            if (failure != null && failure.kind() != ConnectFailure.Kind.UNREACHABLE) {
                return failure;
            }
        }
        return null;
    }

    /** Tracks what the subscriptions want; where that is something else than before, from scratch. */
    private void retarget() {
        List<String> wanted = withoutCovered(
                subscriptions.stream().map(subscription -> subscription.prefix).toList());
        if (wanted.equals(prefixes)) {
            return;
        }
        lost("other keys are of interest");
        prefixes = wanted;
        startOver();
        beatOrRest();
    }

    private void startOver() {
        for (Node node : List.copyOf(trackers.keySet())) {
            stop(node);
            start(node);
        }
    }

    /** Redis refuses prefixes of which one starts with another. */
    private static List<String> withoutCovered(List<String> all) {
        return all.stream()
                .filter(prefix -> all.stream().noneMatch(other -> !other.equals(prefix) && prefix.startsWith(other)))
                .distinct()
                .sorted()
                .toList();
    }

    private void start(Node node) {
        Tracker tracker = subscriptions.isEmpty() ? null : new Tracker(this, node);
        trackers.put(node, tracker);
        if (tracker != null) {
            tracker.connect();
        }
    }

    private void stop(Node node) {
        Tracker tracker = trackers.remove(node);
        if (tracker != null) {
            tracker.close();
        }
    }

    private void beatOrRest() {
        if (subscriptions.isEmpty() && heartbeat != null) {
            heartbeat.cancel(false);
            heartbeat = null;
        } else if (!subscriptions.isEmpty() && heartbeat == null) {
            long nanos = options.trackingHeartbeat().toNanos();
            heartbeat = executor().scheduleWithFixedDelay(() -> locked(this::beat), nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void beat() {
        for (Tracker tracker : trackers.values()) {
            if (tracker != null) {
                tracker.beat();
            }
        }
    }

    void locked(Runnable action) {
        synchronized (this) {
            action.run();
        }
    }

    /** Something is not tracked any more, or not yet. */
    void lost(String reason) {
        if (live) {
            live = false;
            tellAll(InvalidationListener::gap);
            context.observer().on(new CacheEvent.StateMoved("tracking", endpoint, "live", "gap", reason));
        }
    }

    /** Something may be tracked now that was not. */
    void check() {
        boolean all = !subscriptions.isEmpty() && !trackers.isEmpty();
        for (Tracker tracker : trackers.values()) {
            if (tracker != null && tracker.isAstray()) {
                tracker.startOver();
            }
            all &= tracker != null && tracker.isLive();
        }
        if (all && !live) {
            live = true;
            context.observer().on(new CacheEvent.StateMoved("tracking", endpoint, "gap", "live", "all is tracked"));
            tellAll(InvalidationListener::live);
            proven();
        }
    }

    /** One tracker has given a sign of life; what counts is the one whose last is the oldest. */
    void proven() {
        if (live) {
            long nanos = provenNanos();
            tellAll(listener -> listener.proven(nanos));
        }
    }

    private void tellAll(Consumer<InvalidationListener> word) {
        subscriptions.forEach(subscription -> guard.call(() -> word.accept(subscription.listener)));
    }

    private long provenNanos() {
        long now = nanos();
        long oldest = 0;
        for (Tracker tracker : trackers.values()) {
            oldest = Math.max(oldest, tracker == null ? 0 : now - tracker.provenNanos());
        }
        return now - oldest;
    }

    /** What a server says unasked, on its connection's thread. */
    void pushed(@Nullable Object[] push) {
        if (!(push[0] instanceof byte[] kind) || !Arrays.equals(kind, INVALIDATE) || push.length < 2) {
            return;
        }
        if (push[1] instanceof Object[] keys) {
            for (Object key : keys) {
                if (key instanceof byte[] bytes) {
                    changed(new String(bytes, StandardCharsets.UTF_8));
                }
            }
        } else {
            allChanged();
        }
    }

    private void changed(String key) {
        for (Subscription subscription : subscriptions) {
            if (key.startsWith(subscription.prefix)) {
                subscription.listener.changed(key);
            }
        }
    }

    private void allChanged() {
        subscriptions.forEach(subscription -> subscription.listener.allChanged());
    }

    @Override
    public synchronized void added(Node node) {
        lost("a node is new");
        start(node);
    }

    @Override
    public synchronized void removed(Node node) {
        stop(node);
        check();
    }

    @Override
    public synchronized void connected(Node node) {
        check();
    }

    @Override
    public synchronized void lost(Node node) {
        if (trackers.containsKey(node)) {
            lost("the connection to a node was lost");
        }
    }

    /** A node that loses slots may drop their keys without a word. */
    @Override
    public void slotsMoved() {
        try {
            allChanged();
        } catch (RuntimeException e) { // a listener has missed it, and no connection is there to be given up for that
            locked(() -> {
                lost("a listener failed");
                startOver();
            });
        }
    }

    synchronized List<String> prefixes() {
        return prefixes.contains("") ? List.of() : prefixes;
    }

    LettuceGateway gateway() {
        return gateway;
    }

    RedisOptions options() {
        return options;
    }

    ScheduledExecutorService executor() {
        return gateway.executor();
    }

    RandomGenerator random() {
        return context.random();
    }

    long nanos() {
        return context.ticker().getAsLong();
    }

    void close() {
        locked(() -> {
            lost("closed");
            closed = true;
            subscriptions.clear();
            beatOrRest();
            List.copyOf(trackers.keySet()).forEach(this::stop);
        });
    }
}
