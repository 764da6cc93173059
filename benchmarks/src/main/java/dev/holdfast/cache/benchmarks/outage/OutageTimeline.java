package dev.holdfast.cache.benchmarks.outage;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An outage, second by second: all clients live through it at the same time, each with a server of its own. */
public final class OutageTimeline {
    /** Seconds before it. */
    public static final int BEFORE = 2;

    /** Seconds of it. */
    public static final int AWAY = 6;

    private static final int AFTER = 10;

    private OutageTimeline() {}

    /**
     * What goes wrong.
     *
     * @return names, as {@link #of(String)} takes them, with words for them
     */
    public static Map<String, String> troubles() {
        Map<String, String> troubles = new LinkedHashMap<>();
        for (Trouble trouble : List.of(Trouble.STOPPED, Trouble.KILLED)) {
            troubles.put(trouble.name(), trouble.title());
        }
        return troubles;
    }

    /**
     * Plays one.
     *
     * @param trouble its name
     * @return the seconds of each client, by its title
     * @throws IOException if a client can't connect
     */
    public static Map<String, List<Second>> of(String trouble) throws IOException {
        List<Witness> witnesses = new ArrayList<>();
        for (Clients kind : Clients.values()) {
            witnesses.add(new Witness(kind));
        }
        long latest = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!witnesses.stream().allMatch(Witness::isWarm)) {
            if (System.nanoTime() > latest) {
                throw new IllegalStateException("a client does not come up");
            }
            pauseUntil(System.nanoTime() + Duration.ofMillis(10).toNanos());
        }
        long start = System.nanoTime();
        Map<Witness, Diary> diaries = new LinkedHashMap<>();
        for (Witness witness : witnesses) {
            Diary diary = new Diary(start, BEFORE + AWAY + AFTER);
            diaries.put(witness, diary);
            witness.write(diary);
        }
        Trouble happening = Trouble.valueOf(trouble);
        pauseUntil(start + TimeUnit.SECONDS.toNanos(BEFORE));
        witnesses.parallelStream().forEach(witness -> happening.begin(witness.server()));
        pauseUntil(start + TimeUnit.SECONDS.toNanos(BEFORE + AWAY));
        witnesses.parallelStream().forEach(witness -> happening.end(witness.server()));
        pauseUntil(start + TimeUnit.SECONDS.toNanos(BEFORE + AWAY + AFTER));
        witnesses.forEach(Witness::end);
        Map<String, List<Second>> lived = new LinkedHashMap<>();
        diaries.forEach((witness, diary) -> lived.put(plain(witness.kind().title()), diary.seconds()));
        return lived;
    }

    private static String plain(String title) {
        return title.replaceAll("[*`]", "");
    }

    private static void pauseUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
