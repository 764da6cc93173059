package dev.holdfast.cache;

/**
 * Is told what changes in a shared cache.
 *
 * <p>Called on threads of the driver's, such as its event loops: must be quick, must not block and must not call the
 * cache. {@link #live}, {@link #gap} and {@link #proven} of one subscription come one after another; {@link #changed} and
 * {@link #allChanged} come in the order of one server's changes, and at the same time as all others where there are
 * several servers. One that throws at {@link #changed} or {@link #allChanged} is taken to have missed something: the
 * connection is given up, which is a gap. What it throws at the others is logged, once, and harms nobody else.
 */
public interface InvalidationListener {
    /** From now on changes are told: a read that starts after this call is covered by the source's promise. */
    void live();

    /**
     * What changed before that moment has been told. Comes again and again while the subscription is live, right after
     * {@link #live} first; when it stays away, the subscription may be dead without anybody having noticed yet.
     *
     * @param nanos a moment of the ticker that the cache was opened with, by default of {@link System#nanoTime()}
     */
    void proven(long nanos);

    /**
     * An entry was changed, or is gone.
     *
     * @param key its key
     */
    void changed(String key);

    /** Every entry may have been changed, as by a flush. The subscription stays live. */
    void allChanged();

    /** Changes may be lost from now on, and since the last proof: nothing read before the next {@link #live} is sure. */
    void gap();
}
