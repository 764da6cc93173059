package dev.holdfast.cache.tck;

/**
 * The whole contract. A driver's or decorator's test class implements this and supplies its harness:
 *
 * <pre>{@code
 * class LocalCacheContractTest implements CacheContract {
 *     private static final LocalHarness HARNESS = new LocalHarness();
 *
 *     public CacheHarness harness() {
 *         return HARNESS;
 *     }
 *
 *     @AfterAll
 *     static void close() {
 *         HARNESS.close();
 *     }
 * }
 * }</pre>
 */
public interface CacheContract
        extends KeyContract,
                ValueContract,
                TtlContract,
                StoreContract,
                CasContract,
                CounterContract,
                ErrorContract,
                LifecycleContract,
                ObservationContract,
                ConcurrencyContract {}
