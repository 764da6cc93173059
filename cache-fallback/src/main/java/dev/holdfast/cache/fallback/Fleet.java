package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the processes of a {@link SharedPhase} have agreed on.
 *
 * @param generation grows by one with each change of phase
 * @param phase the phase all are to be in
 * @param acknowledged for each process the generation it has acted on; negative for none that is known
 */
public record Fleet(long generation, MigrationPhase phase, Map<String, Long> acknowledged) {
    private static final String TITLE = "holdfast migration 1";
    private static final long NONE_KNOWN = -1;

    /**
     * Copies the map.
     *
     * @param generation grows by one with each change of phase
     * @param phase the phase all are to be in
     * @param acknowledged for each process the generation it has acted on; negative for none that is known
     */
    public Fleet {
        Objects.requireNonNull(phase, "phase");
        acknowledged = Collections.unmodifiableMap(new TreeMap<>(acknowledged));
    }

    /**
     * The processes that have not acted on the generation yet.
     *
     * @return their names, in order
     */
    public Set<String> laggards() {
        Set<String> laggards = new TreeSet<>();
        acknowledged.forEach((process, seen) -> {
            if (seen < generation) {
                laggards.add(process);
            }
        });
        return laggards;
    }

    Fleet with(String process) {
        Map<String, Long> more = new TreeMap<>(acknowledged);
        more.put(process, generation);
        return new Fleet(generation, phase, more);
    }

    Fleet without(String process) {
        Map<String, Long> fewer = new TreeMap<>(acknowledged);
        fewer.remove(process);
        return new Fleet(generation, phase, fewer);
    }

    Fleet movedTo(MigrationPhase next) {
        return new Fleet(generation + 1, next, acknowledged);
    }

    /** The same, after it was lost: of neither its processes nor the others is known how far they have got. */
    Fleet toldAgain(Set<String> others) {
        Map<String, Long> unknown = new TreeMap<>();
        acknowledged.keySet().forEach(process -> unknown.put(process, NONE_KNOWN));
        others.forEach(process -> unknown.put(process, NONE_KNOWN));
        return new Fleet(generation, phase, unknown);
    }

    /** Lines of words, for the eyes of whoever looks with the cache's own tools. */
    byte[] toBytes() {
        StringBuilder text = new StringBuilder(TITLE + "\ngeneration " + generation + "\nphase " + phase + "\n");
        acknowledged.forEach((process, seen) ->
                text.append("process ").append(process).append(' ').append(seen).append('\n'));
        return text.toString().getBytes(UTF_8);
    }

    /** Throws IllegalStateException if it is no such text. */
    static Fleet of(byte[] bytes) {
        try {
            String[] lines = new String(bytes, UTF_8).split("\n", -1);
            if (!lines[0].equals(TITLE)) {
                throw new IllegalArgumentException("unknown title");
            }
            Map<String, Long> acknowledged = new TreeMap<>();
            for (int i = 3; i < lines.length && !lines[i].isEmpty(); i++) {
                String[] words = lines[i].split(" ", -1);
                acknowledged.put(words[1], Long.parseLong(words[2]));
            }
            return new Fleet(
                    Long.parseLong(lines[1].substring("generation ".length())),
                    MigrationPhase.valueOf(lines[2].substring("phase ".length())),
                    acknowledged);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalStateException("the entry that holds the phase was written by another hand", e);
        }
    }
}
