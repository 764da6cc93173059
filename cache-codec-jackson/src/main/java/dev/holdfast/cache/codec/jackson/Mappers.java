package dev.holdfast.cache.codec.jackson;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/** The mapper used where the application brings none, and what is asked of one it brings. */
final class Mappers {
    /** In both directions, so that nothing is written that could not be read. */
    static final int MAX_DEPTH = 200;

    private static final JsonMapper LENIENT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(1_000)
                            .maxNameLength(10_000)
                            .maxStringLength(20_000_000)
                            .build())
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    private Mappers() {}

    static JsonMapper lenient() {
        return LENIENT;
    }

    static JsonMapper withoutDefaultTyping(JsonMapper mapper, JavaType type) {
        if (mapper.deserializationConfig().getDefaultTyper(type) != null) {
            throw new IllegalArgumentException("a mapper with default typing lets stored bytes choose classes: annotate"
                    + " the base types with @JsonTypeInfo(use = NAME) and @JsonSubTypes instead");
        }
        return mapper;
    }
}
