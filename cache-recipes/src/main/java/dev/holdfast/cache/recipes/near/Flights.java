package dev.holdfast.cache.recipes.near;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The reads and writes of each key that are under way, so that what a read brings home is kept only where it is sure to
 * be no older than anything that anybody here has seen or written.
 *
 * <p>A read may keep its value if, since it started, the key was neither written here nor told to have changed, and every
 * other read of the key that came home meanwhile brought the same. The first closes the race between a get, a change and
 * the keeping of what was got. The second holds even while the word of a change is still on its way: of two reads that
 * overlap and differ nobody can say which is the newer, so both are given to their callers and neither is kept. A read
 * that comes home with something else than what another has kept takes that away before its caller sees its own. So reads
 * through one near cache never go back in time. No read waits for another. Safe for any number of threads.
 */
final class Flights {
    private final ConcurrentMap<String, Flight> byKey = new ConcurrentHashMap<>();

    /** Those of one key, while there are any. Changed within the map's lock of its key alone. */
    private static final class Flight {
        private int travellers;
        /** Counts what makes reads that are under way useless. */
        private long turn;
        /** What the last to come home in this turn brought, null for nothing; if anybody did. */
        private @Nullable Object brought;

        private boolean somebodyCameHome;

        private void turn() {
            turn++;
            brought = null;
            somebodyCameHome = false;
        }

        private @Nullable Flight withOneLess() {
            return --travellers == 0 ? null : this;
        }
    }

    /** A read starts; gives the turn that it belongs to. */
    long depart(String key) {
        return join(key, false, () -> {});
    }

    private long join(String key, boolean changing, Runnable forget) {
        long[] turn = new long[1];
        byKey.compute(key, (same, present) -> {
            Flight flight = present == null ? new Flight() : present;
            flight.travellers++;
            if (changing) {
                flight.turn();
                forget.run();
            }
            turn[0] = flight.turn;
            return flight;
        });
        return turn[0];
    }

    /**
     * A read comes home.
     *
     * @param turn in which it started
     * @param brings what it read, null for nothing; compared by {@link Objects#deepEquals}
     * @param keep keeps what it read, if it may be kept
     * @param forget drops what is kept, if it may be older
     */
    void land(String key, long turn, @Nullable Object brings, Runnable keep, Runnable forget) {
        byKey.computeIfPresent(key, (same, flight) -> {
            if (flight.somebodyCameHome && !Objects.deepEquals(flight.brought, brings)) {
                flight.turn();
                forget.run();
            }
            flight.somebodyCameHome = true;
            flight.brought = brings;
            if (flight.turn == turn) {
                keep.run();
            }
            return flight.withOneLess();
        });
    }

    /** A read failed. */
    void turnBack(String key) {
        byKey.computeIfPresent(key, (same, flight) -> flight.withOneLess());
    }

    /** A write starts: what is kept is dropped, and what is being read is not kept. */
    void startChange(String key, Runnable forget) {
        join(key, true, forget);
    }

    /** A write has ended, well or not. */
    void endChange(String key, Runnable forget) {
        byKey.computeIfPresent(key, (same, flight) -> {
            flight.turn();
            forget.run();
            return flight.withOneLess();
        });
    }

    /** A change was told: what is being read is not kept. */
    void changed(String key) {
        byKey.computeIfPresent(key, (same, flight) -> {
            flight.turn();
            return flight;
        });
    }

    /** How many keys are under way. */
    int size() {
        return byKey.size();
    }
}
