package dev.holdfast.examples;

import java.util.List;

/** The answer to a {@link Question}: the zones, in order. */
record Companions(Question question, List<String> zones) {}
