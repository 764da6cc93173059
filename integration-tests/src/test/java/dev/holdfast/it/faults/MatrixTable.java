package dev.holdfast.it.faults;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page of the matrix: a section a backend, in which the cells that were played are written anew. */
final class MatrixTable {
    static final String GREEN = "✓";
    static final String RED = "✗";

    private static final String SECTION = "## ";

    private MatrixTable() {}

    /** Replaces what was played of one backend and keeps all else; other processes may be writing other sections. */
    static void write(Path page, Backend backend, List<Findings> findings) throws IOException {
        Path lock = page.resolveSibling(page.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(
                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            channel.lock();
            replace(page, backend, findings);
        }
    }

    private static void replace(Path page, Backend backend, List<Findings> findings) throws IOException {
        Map<String, String> sections = sections(page);
        Map<String, List<String>> before = rows(sections.getOrDefault(backend.words(), ""));
        sections.put(backend.words(), section(backend, findings, before));
        StringBuilder text = new StringBuilder(introduction());
        for (Backend each : Backend.values()) {
            String section = sections.get(each.words());
            text.append(section == null ? "" : "\n" + SECTION + each.words() + "\n" + section);
        }
        Files.writeString(page, text);
    }

    /** What stands before the first section. */
    static String introduction(Path page) throws IOException {
        String text = Files.readString(page);
        int end = text.indexOf("\n" + SECTION);
        return (end < 0 ? text : text.substring(0, end)).stripTrailing() + "\n";
    }

    /** What stands under each heading. */
    static Map<String, String> sections(Path page) throws IOException {
        Map<String, String> sections = new LinkedHashMap<>();
        if (Files.exists(page)) {
            String[] parts = Files.readString(page).split("(?m)^" + SECTION);
            for (String part : Arrays.asList(parts).subList(1, parts.length)) {
                int end = part.indexOf('\n');
                sections.put(part.substring(0, end), part.substring(end + 1).stripTrailing() + "\n");
            }
        }
        return sections;
    }

    /** The rows of a section: what is in the cells, by mishap. */
    static Map<String, List<String>> rows(String section) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        section.lines().filter(line -> line.startsWith("| ")).skip(1).forEach(line -> {
            List<String> fields =
                    Stream.of(line.split("\\|")).map(String::strip).toList();
            rows.put(fields.get(1), fields.subList(2, fields.size()));
        });
        return rows;
    }

    private static String section(Backend backend, List<Findings> findings, Map<String, List<String>> before) {
        StringBuilder text = new StringBuilder("\n| ");
        for (Composition composition : Composition.values()) {
            text.append("| ").append(composition).append(' ');
        }
        text.append("|\n|---")
                .append("|---".repeat(Composition.values().length))
                .append("|\n");
        for (Mishap mishap : Mishap.values()) {
            List<String> known = before.getOrDefault(mishap.toString(), List.of());
            List<String> fields = new ArrayList<>();
            for (Composition composition : Composition.values()) {
                Cell cell = new Cell(backend, composition, mishap);
                List<Findings> its =
                        findings.stream().filter(it -> it.cell().equals(cell)).toList();
                boolean isKept = its.isEmpty() && fields.size() < known.size();
                fields.add(isKept ? known.get(fields.size()) : field(cell, its));
            }
            text.append("| ")
                    .append(mishap)
                    .append(" | ")
                    .append(String.join(" | ", fields))
                    .append(" |\n");
        }
        return text.toString();
    }

    /** What a cell must read as, if it was not played. */
    static String field(Cell cell, List<Findings> findings) {
        String whyNot = cell.backend().whyNot(cell.mishap());
        if (whyNot != null) {
            return "– " + whyNot;
        }
        if (findings.isEmpty()) {
            return "not played";
        }
        String violated = findings.stream()
                .flatMap(it -> it.violations().keySet().stream())
                .distinct()
                .collect(Collectors.joining(", "));
        Duration longest = findings.stream()
                .map(Findings::longest)
                .max(Duration::compareTo)
                .orElseThrow();
        Duration recovery = findings.stream()
                .map(Findings::recovery)
                .max(Duration::compareTo)
                .orElseThrow();
        return (violated.isEmpty() ? GREEN : RED + " " + violated) + " " + longest.toMillis() + ", "
                + recovery.toMillis();
    }

    /** What ought to stand before the first section. */
    static String introduction() {
        StringBuilder text = new StringBuilder("""
                # The fault matrix

                Every backend, in every composition, while everything goes wrong that can. In each cell two processes'
                caches are used by three threads each, which read and write values, count, add, compare and set, singly and
                in bulk, on keys that all share, for some seconds; in the midst of that the servers are struck, and healed.
                Every operation is called, but for `getAndTouch` and `ttl` through a proxy, which has neither. Counters are read
                by `bare` and `drain` all the time, and by all when nobody counts any more. All calls are recorded and judged:

                """);
        for (Invariant invariant : Invariant.values()) {
            text.append("- ").append(invariant.words()).append('\n');
        }
        text.append("- memory and threads stay bounded, and none is left after closing\n");
        text.append("""

                ✓, or ✗ and what was violated, is followed by the longest call and the time from the servers' return to the last
                call that failed, in milliseconds. The timeout is 250 ms; a composition with `fallback` may wait for it twice in one call.
                This page is written by `scripts/faults`; a test compares its cells with those there are. That the judge finds
                what it must is shown by faults planted above the caches, one for each invariant at least, and
                where a breaker and phase FALLBACK take something back.

                What a page of its own takes back is judged so. While a breaker is not closed, and in phase FALLBACK while new
                could not be told of a write, processes may disagree on values ([breaker](circuit-breaker.md),
                [moving](migration.md)): there a read must not be older than what its own process had written, and afterwards
                than what anybody had, and a second after the servers' return all must agree: trials of a breaker are no further
                apart here than 0.3 s (`maxTrialWait`), for a server that was only slow never says that it is back. In phase
                FALLBACK a write under way may be seen by one reader and not by the next, and what old lost may still be read
                from its copy in new. What a master had not told its replica when it was replaced may be lost, and nothing else.
                Through a proxy, a write that timed out may land late, and where no memory is left entries may be gone.
                memcached may answer CHANGED to a token of a connection that was lost, until all is well again.

                | composition | |
                |---|---|
                """);
        for (Composition composition : Composition.values()) {
            text.append("| ")
                    .append(composition)
                    .append(" | ")
                    .append(composition.words())
                    .append(" |\n");
        }
        text.append("\n| what goes wrong | |\n|---|---|\n");
        for (Mishap mishap : Mishap.values()) {
            text.append("| ")
                    .append(mishap)
                    .append(" | ")
                    .append(mishap.words())
                    .append(" |\n");
        }
        return text.toString();
    }
}
