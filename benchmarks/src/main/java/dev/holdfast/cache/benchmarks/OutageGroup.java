package dev.holdfast.cache.benchmarks;

import dev.holdfast.cache.benchmarks.outage.OutageTimeline;
import dev.holdfast.cache.benchmarks.outage.Second;
import dev.holdfast.cache.benchmarks.report.TimelineChart;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What callers live through while a server is away: ours and the others, each as it comes. */
record OutageGroup() implements Group {
    @Override
    public String name() {
        return "outage";
    }

    @Override
    public String title() {
        return "An outage, second by second";
    }

    @Override
    public boolean play(CommandLine asked, Report report) throws IOException, InterruptedException {
        StringBuilder results = new StringBuilder("trouble,client,second,answered,failed,longest_ms\n");
        Machine before = Machine.now();
        for (Map.Entry<String, String> trouble : OutageTimeline.troubles().entrySet()) {
            System.err.println("outage: the server is " + trouble.getValue());
            Map<String, List<Second>> lived = OutageTimeline.of(trouble.getKey());
            String title = "The server is " + trouble.getValue() + " for " + OutageTimeline.AWAY + " s";
            report.add("## " + title + "\n\n" + table(lived));
            Map<String, List<TimelineChart.Bar>> bars = new LinkedHashMap<>();
            lived.forEach((client, seconds) -> bars.put(client, bars(seconds)));
            report.addChart(
                    "-" + trouble.getKey().toLowerCase(Locale.ROOT),
                    title,
                    TimelineChart.of(title, bars, OutageTimeline.BEFORE, OutageTimeline.BEFORE + OutageTimeline.AWAY));
            add(results, trouble.getKey(), lived);
        }
        report.add("Measured " + Machine.now().since(before) + "\n");
        report.addFile(".csv", results.toString());
        return true;
    }

    private static List<TimelineChart.Bar> bars(List<Second> seconds) {
        return seconds.stream()
                .map(second -> new TimelineChart.Bar(second.answered(), second.failed(), second.longestNanos() / 1e9))
                .toList();
    }

    private static String table(Map<String, List<Second>> lived) {
        StringBuilder table = new StringBuilder("""
                | while it is away | longest call | answered a second | failed a second |
                |---|---:|---:|---:|
                """);
        lived.forEach((client, all) -> {
            List<Second> away = all.subList(OutageTimeline.BEFORE, OutageTimeline.BEFORE + OutageTimeline.AWAY);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f ms | %,.0f | %,.0f |%n",
                    client,
                    away.stream().mapToLong(Second::longestNanos).max().orElse(0) / 1e6,
                    away.stream().mapToLong(Second::answered).average().orElse(0),
                    away.stream().mapToLong(Second::failed).average().orElse(0)));
        });
        return table.append('\n').toString();
    }

    private static void add(StringBuilder results, String trouble, Map<String, List<Second>> lived) {
        lived.forEach((client, seconds) -> {
            for (int i = 0; i < seconds.size(); i++) {
                results.append(String.format(
                        Locale.ROOT,
                        "%s,\"%s\",%d,%d,%d,%.1f%n",
                        trouble,
                        client,
                        i - OutageTimeline.BEFORE,
                        seconds.get(i).answered(),
                        seconds.get(i).failed(),
                        seconds.get(i).longestNanos() / 1e6));
            }
        });
    }
}
