package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {
    @Test
    void parse_nothing_givesTheDefaults() {
        assertThat(DemoOptions.parse(List.of()))
                .isEqualTo(new DemoOptions("local:", null, false, null, false, true, 42));
    }

    @Test
    void parse_everything_inAnyOrder() {
        assertThat(DemoOptions.parse(List.of("--seed", "-3", "redis://host", "--no-color", "--quick")))
                .isEqualTo(new DemoOptions("redis://host", null, false, null, true, false, -3));
    }

    @Test
    void parse_start_namesAServer() {
        assertThat(DemoOptions.parse(List.of("--start", "redis")))
                .isEqualTo(new DemoOptions("local:", OwnServer.Kind.REDIS, false, null, false, true, 42));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("--start", "mongo")))
                .withMessageContaining("redis or memcached");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("--start", "redis", "local:")))
                .withMessageContaining("not both");
    }

    @Test
    void parse_outage_playsOnAServerOfItsOwn() {
        assertThat(DemoOptions.parse(List.of("--outage", "--start", "redis")))
                .isEqualTo(new DemoOptions("local:", OwnServer.Kind.REDIS, true, null, false, true, 42));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("--outage", "redis://production")))
                .withMessageContaining("of its own");
    }

    @Test
    void parse_migrate_takesTwoUrlsOrNone() {
        assertThat(DemoOptions.parse(List.of("--migrate", "redis://new", "memcached://old")))
                .isEqualTo(new DemoOptions("redis://new", null, false, "memcached://old", false, true, 42));
        assertThat(DemoOptions.parse(List.of("--migrate")))
                .isEqualTo(new DemoOptions("local:", null, false, "local:old", false, true, 42));
        assertThat(DemoOptions.parse(List.of("--migrate", "--start", "redis")))
                .isEqualTo(new DemoOptions("local:", OwnServer.Kind.REDIS, false, "local:old", false, true, 42));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("--migrate", "redis://new")))
                .withMessageContaining("two URLs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("--migrate", "a:", "b:", "c:")))
                .withMessageContaining("three");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("--migrate", "--outage")))
                .withMessageContaining("not both");
    }

    @Test
    void parse_badArguments_areRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("--seed")))
                .withMessageContaining("--seed 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("--seed", "x")))
                .withMessageContaining("whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoOptions.parse(List.of("local:", "redis://host")))
                .withMessageContaining("two");
    }
}
