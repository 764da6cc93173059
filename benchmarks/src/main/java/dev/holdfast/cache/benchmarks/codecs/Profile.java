package dev.holdfast.cache.benchmarks.codecs;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A value as applications cache it: some 200 bytes of JSON.
 *
 * @param name of a person
 * @param email of a person
 * @param visits how many
 * @param tags some words
 */
public record Profile(String name, String email, int visits, List<String> tags) implements Serializable {
    static Profile example() {
        List<String> tags = new ArrayList<>(List.of("premium", "newsletter", "early-access", "beta", "annual"));
        return new Profile("Ada Lovelace", "ada.lovelace@example.org", 1_815, tags);
    }
}
