package dev.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheObserverTest {
    private static final CacheEvent EVENT = new CacheEvent.StateMoved("test", "local:", "a", "b", "because");

    private final List<String> told = new ArrayList<>();
    private final CacheObserver first = new InlineObserver(event -> told.add("first"));
    private final CacheObserver last = event -> told.add("last");

    private CacheObserver failing(Throwable failure) {
        return new InlineObserver(event -> {
            told.add("failing");
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        });
    }

    @Test
    void all_tellsEveryObserverInOrder() {
        CacheObserver.all(first, last, first).on(EVENT);

        assertThat(told).containsExactly("first", "last", "first");
    }

    @Test
    void all_withOnesThatFail_tellsTheOthersAndThrowsTheFirst() {
        for (Throwable failure : List.of(new IllegalStateException("first"), new AssertionError("first"))) {
            told.clear();
            CacheObserver all =
                    CacheObserver.all(first, failing(failure), failing(new IllegalStateException("second")), last);

            assertThatThrownBy(() -> all.on(EVENT)).isSameAs(failure);
            assertThat(told).containsExactly("first", "failing", "failing", "last");
        }
    }

    @Test
    void all_isInlineOnlyIfEveryObserverIs() {
        assertThat(CacheObserver.all(first, CacheObserver.none()).inline()).isTrue();
        assertThat(CacheObserver.all(first, last).inline()).isFalse();
        assertThat(CacheObserver.all().inline()).isTrue();
    }

    @Test
    void all_withNull_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> CacheObserver.all(first, null));
    }
}
