package dev.holdfast.cache.tck;

/**
 * The whole contract. A driver's or decorator's test class implements this and supplies its harness:
 *
 * <pre>{@code
 * class LocalCacheContractTest implements CacheContract {
 *     private static LocalHarness harness;
 *
 *     @BeforeAll
 *     static void open() {
 *         harness = new LocalHarness();
 *     }
 *
 *     public CacheHarness harness() {
 *         return harness;
 *     }
 *
 *     @AfterAll
 *     static void close() {
 *         harness.close();
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
