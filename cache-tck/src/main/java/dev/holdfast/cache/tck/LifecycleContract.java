package dev.holdfast.cache.tck;

import static dev.holdfast.cache.tck.ContractTopic.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Closing: final, repeatable, and without traces. */
@NullUnmarked // a null where there must be none fails the test
public interface LifecycleContract extends ContractTopic {
    /** After close every operation says so, and closing again does nothing. */
    @Test
    @Clause("ERR-7")
    default void close_endsEveryOperation() {
        DistributedCache closed = harness().open(Map.of());
        String key = fresh("closed");
        closed.set(key, bytes("1"), LONG);
        CasToken token = closed.gets(key).token();
        List<Operations.Named> operations = Operations.all(closed, key, token);

        closed.close();
        closed.close();

        for (Operations.Named operation : operations) {
            assertThatThrownBy(() -> operation.call().run())
                    .as(operation.name())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
        assertThatThrownBy(closed::ping).as("ping").isInstanceOf(IllegalStateException.class);
        cache().ping();
    }

    /** Caches that were opened, used and closed leave no thread behind. */
    @Test
    @Clause("ERR-7")
    default void close_leavesNoThreadBehind() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < 3; i++) {
            DistributedCache opened = harness().open(Map.of());
            String key = fresh("thread");
            opened.set(key, bytes("v"), LONG);
            assertThat(opened.getAll(List.of(key))).hasSize(1);
            long start = System.nanoTime();
            opened.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("closing waits for nothing long")
                    .isLessThan(harness().timeout().plusSeconds(5));
        }
        Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
        left.removeAll(before);
        left.removeIf(thread -> isTheJdksOwn(thread.getName()));
        for (Thread thread : left) {
            Together.join(thread); // it may be ending
        }
        assertThat(left).as("threads left").noneMatch(Thread::isAlive);
    }

    private static boolean isTheJdksOwn(String name) {
        return name.startsWith("ForkJoinPool.commonPool")
                || name.startsWith("process reaper")
                || name.startsWith("Attach")
                || name.startsWith("VirtualThread-unparker")
                || name.startsWith("tck-");
    }

    /** Closing a cache lets its waiting callers go. */
    @Test
    @Clause("ERR-7")
    default void close_whileCallersAreBusy_letsThemGo() {
        DistributedCache busy = harness().open(Map.of());
        String key = fresh("busy");
        busy.set(key, bytes("1"), LONG);

        List<Boolean> ended = Together.run(8, thread -> {
            long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            for (int i = 0; System.nanoTime() < giveUp; i++) {
                if (thread == 0 && i == 50) {
                    busy.close();
                }
                try {
                    busy.get(key);
                } catch (IllegalStateException | CacheException e) {
                    return true;
                }
            }
            return false;
        });

        assertThat(ended).as("callers that saw the close").containsOnly(true);
    }
}
