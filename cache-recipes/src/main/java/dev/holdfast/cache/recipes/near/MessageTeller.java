package dev.holdfast.cache.recipes.near;

import dev.holdfast.cache.BroadcastListener;
import dev.holdfast.cache.Broadcasts;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Tells others of changes by messages, and hears theirs. Each process numbers its messages, and says its last number again
 * and again: who misses a number takes everything he holds for outdated. A message that could not be sent has its number
 * all the same, so that others learn of it with the next that gets through. Its own numbers coming back are the proof
 * that a process is being told.
 */
final class MessageTeller implements Teller, BroadcastListener {
    private static final int KEYS_A_MESSAGE = 500;
    /** Processes whose numbers are remembered; beyond it all are forgotten, which costs each of them one gap. */
    private static final int MOST_PROCESSES = 10_000;

    private final Broadcasts broadcasts;
    private final String channel;
    private final NearStore store;
    private final LongSupplier ticker;
    private final UUID self = UUID.randomUUID();
    private final Queue<String> untold = new ConcurrentLinkedQueue<>();
    private final ReentrantLock sending = new ReentrantLock();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread beating = new Thread(run, "near-cache-messages");
        beating.setDaemon(true);
        return beating;
    });
    /** The last number of each process. Guarded by this. */
    private final Map<UUID, Long> heard = new HashMap<>();

    /** The last number of this process. Guarded by {@link #sending}. */
    private long number;

    private final Broadcasts.Listening listening;

    MessageTeller(Broadcasts broadcasts, String channel, NearStore store, LongSupplier ticker, Duration beat) {
        this.broadcasts = broadcasts;
        this.channel = channel;
        this.store = store;
        this.ticker = ticker;
        try {
            listening = broadcasts.listen(channel, this);
        } catch (RuntimeException | Error e) {
            thread.shutdownNow();
            throw e;
        }
        long nanos = Ttl.of(beat).toNanos();
        var unused = thread.scheduleWithFixedDelay(this::beat, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Waits its turn to send; who comes to it sends for all who wait. */
    @Override
    public void changed(Collection<String> keys) {
        untold.addAll(keys);
        sending.lock();
        try {
            for (List<String> some = nextKeys(); !some.isEmpty(); some = nextKeys()) {
                number++;
                send(some);
            }
        } finally {
            sending.unlock();
        }
    }

    private List<String> nextKeys() {
        List<String> keys = new ArrayList<>();
        for (String key = untold.poll(); key != null; key = untold.poll()) {
            keys.add(key);
            if (keys.size() == KEYS_A_MESSAGE) {
                break;
            }
        }
        return keys;
    }

    private void send(List<String> keys) {
        try {
            broadcasts.publish(channel, new Message(self, number, ticker.getAsLong(), keys).bytes());
        } catch (RuntimeException | Error e) {
            // its number is missed by those who hear the next; the write was good, and the beat goes on
        }
    }

    /** Says the last number once more. */
    private void beat() {
        sending.lock();
        try {
            send(List.of());
        } finally {
            sending.unlock();
        }
    }

    @Override
    public synchronized void live() {
        heard.clear();
        store.live();
        try {
            thread.execute(this::beat);
        } catch (RejectedExecutionException e) {
            // closed
        }
    }

    @Override
    public synchronized void gap() {
        store.gap();
    }

    @Override
    public synchronized void message(byte[] bytes) {
        Message message = Message.read(bytes);
        if (message == null) {
            store.allChanged(); // of another version, or of somebody who has no business here
            return;
        }
        if (heard.size() == MOST_PROCESSES) {
            heard.clear();
        }
        Long last = heard.put(message.sender(), message.number());
        long expected = (last == null ? 0 : last) + (message.keys().isEmpty() ? 0 : 1);
        if (message.number() != expected) {
            store.allChanged();
        }
        if (!message.sender().equals(self)) {
            message.keys().forEach(store::changed);
        } else if (message.keys().isEmpty()) {
            store.proven(message.nanos());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        listening.close();
    }
}
