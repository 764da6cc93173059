package dev.holdfast.cache.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    private static final List<String> KNOWN = List.of("timeout", "connectTimeout", "prefix", "maxBytes", "a");

    @ParameterizedTest
    @CsvSource({
        "Timeout, timeout",
        "timeot, timeout",
        "tiemout, timeout",
        "timeouts, timeout",
        "connecttimeout, connectTimeout",
        "connetTimout, connectTimeout",
        "prefx, prefix",
        "rpefix, prefix",
        "prefxi, prefix",
        "maxbites, maxBytes",
        "b, a"
    })
    void among_namesTheNearest(String given, String meant) {
        assertThat(Suggestion.among(KNOWN, given)).isEqualTo(", did you mean " + meant + "?");
    }

    @ParameterizedTest
    @CsvSource({"time", "out", "host", "bytes", "abcdefghijklmnopqrstuvwxyz"})
    void among_namesNothingFar(String given) {
        assertThat(Suggestion.among(KNOWN, given)).isEmpty();
    }

    @Test
    void among_ofEquallyNear_namesTheFirstByName() {
        assertThat(Suggestion.among(List.of("cart", "card", "care"), "carx")).contains("card");
        assertThat(Suggestion.among(List.of(), "x")).isEmpty();
    }
}
