package dev.holdfast.cache.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FootprintTest {
    @Test
    void row_isReadAsItWasWritten_alsoWithACommaInTheName() {
        Footprint footprint = new Footprint("Lettuce, one connection", 4_096, 1.5, 2, 300);

        assertThat(Footprint.ofRow(footprint.row())).isEqualTo(footprint);
    }
}
