package dev.holdfast.cache.recipes.near;

import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.InvalidationSource;
import dev.holdfast.cache.TypedCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link NearCache}, from {@link NearCache#over}. For one thread.
 *
 * @param <V> the type of the values
 */
public final class NearCacheBuilder<V> {
    private static final long DEFAULT_ENTRIES = 10_000;
    private static final Duration DEFAULT_TRUST = Duration.ofSeconds(2);

    private final TypedCache<V> shared;
    private final List<String> problems = new ArrayList<>();
    private long maximum = DEFAULT_ENTRIES;
    private @Nullable ToIntBiFunction<String, ? super V> weigher;
    private @Nullable Duration nearTtl;
    private @Nullable Duration absences;
    private Duration trust = DEFAULT_TRUST;
    private @Nullable Coherence coherence;
    private String prefix = "";
    private boolean copies;
    private LongSupplier ticker = System::nanoTime;

    NearCacheBuilder(TypedCache<V> shared) {
        this.shared = Objects.requireNonNull(shared, "shared");
    }

    /**
     * How many entries are held at most; those used least go first.
     *
     * @param most 1 or more; default 10,000
     * @return this
     */
    public NearCacheBuilder<V> maxEntries(long most) {
        return bounded("maxEntries", most, null);
    }

    /**
     * How much all entries held may weigh, in place of {@link #maxEntries}.
     *
     * @param most 1 or more, in the weigher's unit
     * @param weigher weighs a value when it is read from the shared cache; below zero counts as zero; an absence weighs 1
     * @return this
     */
    public NearCacheBuilder<V> maxWeight(long most, ToIntBiFunction<String, ? super V> weigher) {
        return bounded("maxWeight", most, Objects.requireNonNull(weigher, "weigher"));
    }

    private NearCacheBuilder<V> bounded(
            String option, long most, @Nullable ToIntBiFunction<String, ? super V> newWeigher) {
        if (most < 1) {
            problems.add(option + " must be at least 1, not " + most);
        }
        maximum = most;
        weigher = newWeigher;
        return this;
    }

    /**
     * How long a copy is answered at most without being read again, whatever the shared entry's time to live; the safety
     * net where changes are told, the bound on staleness where they are not.
     *
     * @param newNearTtl more than zero; default 30 s with {@link Coherence#TRACKING}, 10 s with
     *     {@link Coherence#MESSAGES}, 2 s with {@link Coherence#TTL}
     * @return this
     */
    public NearCacheBuilder<V> nearTtl(Duration newNearTtl) {
        nearTtl = positive("nearTtl", newNearTtl);
        return this;
    }

    /**
     * That nothing is under a key is held too, so that asking for it again costs no round trip.
     *
     * @param atMost how long, more than zero; never longer than {@link #nearTtl}; default not at all
     * @return this
     */
    public NearCacheBuilder<V> absences(Duration atMost) {
        absences = positive("absences", atMost);
        return this;
    }

    /**
     * How long copies are believed after the last proof that changes are being told. What is answered here was true at
     * most so long ago, whatever becomes of connections. Must be longer than the time between two proofs, of which a
     * driver's heartbeat is one.
     *
     * @param newTrust more than zero; default 2 s
     * @return this
     */
    public NearCacheBuilder<V> trust(Duration newTrust) {
        trust = positive("trust", newTrust);
        return this;
    }

    private Duration positive(String option, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            problems.add(option + " must be longer than zero, not " + duration);
        }
        return duration;
    }

    /**
     * What keeps copies true. Where nothing is chosen: {@link Coherence#TRACKING} if the shared cache can tell, else
     * {@link Coherence#TTL}.
     *
     * @param newCoherence which
     * @return this
     */
    public NearCacheBuilder<V> coherence(Coherence newCoherence) {
        coherence = Objects.requireNonNull(newCoherence, "coherence");
        return this;
    }

    /**
     * With which all keys start that will be asked for, where they are fewer than the shared cache's: a server that
     * tracks tells of these alone. A key without it would never be told of: it is refused.
     *
     * @param newPrefix default empty; a {@code namespaced} view needs none
     * @return this
     */
    public NearCacheBuilder<V> prefix(String newPrefix) {
        prefix = Objects.requireNonNull(newPrefix, "prefix");
        return this;
    }

    /**
     * Has each reader given an object of his own, decoded from bytes held here: for values that readers change. Costs a
     * decoding a read.
     *
     * @return this
     */
    public NearCacheBuilder<V> copies() {
        copies = true;
        return this;
    }

    /**
     * The clock of times held here.
     *
     * @param newTicker in nanoseconds, the one the shared cache was opened with; default {@link System#nanoTime}
     * @return this
     */
    public NearCacheBuilder<V> ticker(LongSupplier newTicker) {
        ticker = Objects.requireNonNull(newTicker, "ticker");
        return this;
    }

    /**
     * Builds it. With {@link Coherence#TRACKING} the subscription is live when this returns, if the server can be reached.
     *
     * @return the near cache
     * @throws CacheConfigurationException if the options can't be: with all that is wrong
     * @throws dev.holdfast.cache.CacheAuthenticationException if the user lacks the right to be told
     */
    public NearCache<V> build() {
        InvalidationSource source = coherence == null || coherence == Coherence.TRACKING
                ? shared.bytes().unwrap(InvalidationSource.class)
                : null;
        if (coherence == Coherence.TRACKING && source == null) {
            problems.add(
                    "the cache can't tell of changes: it is no Redis, or one behind a proxy, or a decorator answers"
                            + " from elsewhere; use MESSAGES or TTL");
        }
        if (!problems.isEmpty()) {
            throw new CacheConfigurationException(shared.bytes().toString(), problems);
        }
        Coherence chosen = coherence != null ? coherence : source != null ? Coherence.TRACKING : Coherence.TTL;
        NearStore store = new NearStore(maximum, weigher != null, ticker, trust);
        Keeping<V> keeping = new Keeping<>(shared, nearTtl(chosen), absences(chosen), weigher, copies);
        return new NearCache<>(shared, store, keeping, prefix, chosen, teller(store, source));
    }

    private Duration nearTtl(Coherence chosen) {
        if (nearTtl != null) {
            return nearTtl;
        }
        return switch (chosen) {
            case TRACKING -> Duration.ofSeconds(30);
            case MESSAGES -> Duration.ofSeconds(10);
            case TTL -> Duration.ofSeconds(2);
        };
    }

    private @Nullable Duration absences(Coherence chosen) {
        Duration longest = nearTtl(chosen);
        return absences == null || absences.compareTo(longest) < 0 ? absences : longest;
    }

    private Teller teller(NearStore store, @Nullable InvalidationSource source) {
        if (source != null) {
            return Teller.silent(source.subscribe(prefix, store)::close);
        }
        store.liveOnTrust();
        return Teller.silent(() -> {});
    }
}
