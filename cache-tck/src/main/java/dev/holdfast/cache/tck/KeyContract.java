package dev.holdfast.cache.tck;

import static dev.holdfast.cache.tck.ContractTopic.bytes;
import static dev.holdfast.cache.tck.ContractTopic.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.DistributedCache;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Keys: what they may be, that they stay apart, and that they can't inject commands. */
@NullUnmarked // a null where there must be none fails the test
public interface KeyContract extends ContractTopic {
    /** Keys of every awkward kind are all stored, found, and kept apart. */
    @Test
    @Clause({"KEY-1", "KEY-2"})
    default void key_ofAnyUnicode_isItsOwnEntry() {
        String base = fresh("awkward");
        Set<String> keys = new LinkedHashSet<>();
        for (String tail : List.of(
                "", " ", "  ", "\t", "\n", "\r", "\0", "\u007f", "a", "A", "é", "e\u0301", "日本", "😀", "%20", "+", "?",
                "*", "{a}", "[", "|", ":", "/", "\\", "'", "\"", "\u0001", "\u2028", "\uFFFD")) {
            keys.add(base + tail);
            keys.add(base + tail + "x");
        }
        int free = 1_024 - base.length();
        for (int length : new int[] {200, 249, 250, 251, 252, 500, 1_023, 1_024}) {
            keys.add(base + "l".repeat(length - base.length()));
            keys.add(base + "l".repeat(length - base.length() - 1) + "m");
            keys.add(base + " ".repeat(length - base.length()));
        }
        keys.add(base + "é".repeat(free / 2));
        keys.add(base + "日".repeat(free / 3));
        keys.add(base + "😀".repeat(free / 4));

        for (String key : keys) {
            cache().set(key, bytes("value of " + key), LONG);
        }

        for (String key : keys) {
            assertThat(cache().get(key)).as("single get").isEqualTo(bytes("value of " + key));
        }
        Map<String, byte[]> all = cache().getAll(keys);
        assertThat(all.keySet()).as("keys come back as given, in order").containsExactlyElementsOf(keys);
        all.forEach((key, value) -> assertThat(value).isEqualTo(bytes("value of " + key)));
    }

    /** Every operation refuses what is no key, and null. */
    @Test
    @Clause("KEY-1")
    default void key_thatIsNone_isRefusedByEveryOperation() {
        String present = fresh("present");
        cache().set(present, bytes("v"), LONG);
        for (String bad :
                List.of("", "k".repeat(1_025), "é".repeat(513), "\uD83D", "a\uDE00b", "x\uD83D\uD83D\uDE00")) {
            Operations.each(
                    cache(),
                    bad,
                    (operation, call) -> assertThatThrownBy(call::run)
                            .as("%s with an invalid key", operation)
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("key"));
        }
        Operations.each(
                cache(),
                nothing(),
                (operation, call) -> assertThatThrownBy(call::run)
                        .as("%s with a null key", operation)
                        .isInstanceOf(NullPointerException.class));
        assertThat(cache().get(present)).isEqualTo(bytes("v"));
    }

    /** A key, and a key in a namespace, has room for exactly 1,024 bytes in all. */
    @Test
    @Clause("KEY-1")
    default void namespaced_keysAreMeasuredWithTheirPrefix() {
        String name = fresh("n").replace(':', '-');
        DistributedCache view = cache().namespaced(name);
        String longest = "k".repeat(1_024 - name.length() - 1);

        view.set(longest, bytes("v"), LONG);

        assertThat(view.get(longest)).isEqualTo(bytes("v"));
        assertThat(cache().get(name + ":" + longest)).isEqualTo(bytes("v"));
        assertThat(view.getAll(List.of(longest))).containsOnlyKeys(longest);
        assertThatThrownBy(() -> view.get(longest + "k")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> view.get("")).isInstanceOf(IllegalArgumentException.class);
    }

    /** Keys and values that look like protocol commands are keys and values. */
    @Test
    @Clause("KEY-3")
    default void key_thatLooksLikeCommands_injectsNothing() {
        String victim = fresh("victim");
        cache().set(victim, bytes("untouched"), LONG);
        List<Consumer<String>> attacks = List.of(
                key -> cache().set(key, bytes("v\r\nset " + victim + " 0 0 1\r\nx\r\n"), LONG),
                key -> cache().get(key),
                key -> cache().getAll(List.of(key, victim)),
                key -> cache().delete(key),
                key -> cache().incr(key, 1, 5, LONG),
                key -> cache().touch(key, LONG));
        for (String injected : List.of(
                "\r\nset " + victim + " 0 0 1\r\nx\r\n",
                " 0 0 1\r\nx\r\nset " + victim + " 0 0 1\r\nx\r\n",
                "\r\n*3\r\n$3\r\nSET\r\n$" + victim.length() + "\r\n" + victim + "\r\n$1\r\nx\r\n",
                "\nflush_all\r\n",
                "\0delete " + victim + "\r\n")) {
            String key = fresh("attack") + injected;
            for (Consumer<String> attack : attacks) {
                attack.accept(key);
                assertThat(cache().get(victim)).as("after %s", injected.strip()).isEqualTo(bytes("untouched"));
            }
        }
    }
}
