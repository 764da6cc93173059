package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheCodecException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockChangesTest {
    private static final Question BERLIN = new Question("Europe/Berlin", 2024);

    @Test
    void together_ofBerlin_isTheRestOfTheUnion() {
        try (ClockChanges database = ClockChanges.load("together", new Screen(new Output().stream(), Output.PLAIN))) {
            Companions answer = database.together(BERLIN);

            assertThat(answer.question()).isEqualTo(BERLIN);
            assertThat(answer.zones())
                    .contains("Europe/Paris", "Europe/Athens")
                    .doesNotContain("Europe/Berlin", "America/New_York", "Asia/Tokyo")
                    .isSorted();
            assertThat(database.questions(2024))
                    .contains(BERLIN)
                    .doesNotContain(new Question("Asia/Tokyo", 2024))
                    .hasSizeGreaterThan(100);
            assertThat(database.queries()).isEqualTo(1);
        }
    }

    @Test
    void codec_roundTrips() {
        CompanionsCodec codec = new CompanionsCodec();
        for (Companions companions : List.of(
                new Companions(BERLIN, List.of("Europe/Athens", "Europe/Paris")),
                new Companions(new Question("Asia/Tokyo", 2024), List.of()))) {
            assertThat(codec.decode(codec.encode(companions))).isEqualTo(companions);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2024", "Europe/Berlin 2024", "\n"})
    void codec_othersBytes_areRefused(String text) {
        assertThatThrownBy(() -> new CompanionsCodec().decode(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CacheCodecException.class);
    }
}
