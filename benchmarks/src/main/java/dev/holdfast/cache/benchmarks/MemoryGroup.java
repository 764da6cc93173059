package dev.holdfast.cache.benchmarks;

import dev.holdfast.cache.benchmarks.memcached.MemcachedContender;
import dev.holdfast.cache.benchmarks.memory.Footprint;
import dev.holdfast.cache.benchmarks.memory.Memory;
import dev.holdfast.cache.benchmarks.redis.RedisContender;
import dev.holdfast.cache.benchmarks.report.PairChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What clients take up, each weighed in a JVM of its own. */
record MemoryGroup() implements Group {
    private static final List<RedisContender> REDIS =
            List.of(RedisContender.LETTUCE, RedisContender.OURS, RedisContender.JEDIS, RedisContender.REDISSON);
    private static final List<MemcachedContender> MEMCACHED = List.of(
            MemcachedContender.XMEMCACHED,
            MemcachedContender.OURS,
            MemcachedContender.SPYMEMCACHED,
            MemcachedContender.FOLSOM);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String title() {
        return "Memory: an instance that idles, and a call that waits";
    }

    @Override
    public boolean play(CommandLine asked, Report report) throws IOException, InterruptedException {
        Machine before = Machine.now();
        List<Footprint> footprints = new ArrayList<>();
        for (RedisContender contender : REDIS) {
            footprints.add(weigh("redis", contender.name()));
        }
        for (MemcachedContender contender : MEMCACHED) {
            footprints.add(weigh("memcached", contender.name()));
        }
        StringBuilder table = new StringBuilder("""
                | | heap, KiB an instance | threads an instance | files an instance | heap, bytes a waiting call |
                |---|---:|---:|---:|---:|
                """);
        StringBuilder results = new StringBuilder(Footprint.HEADER).append('\n');
        for (Footprint footprint : footprints) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.1f | %.1f | %.1f | %,.0f |%n",
                    footprint.client(),
                    footprint.instanceBytes() / 1024,
                    footprint.threads(),
                    footprint.files(),
                    footprint.callBytes()));
            results.append(footprint.row()).append('\n');
        }
        report.add("Measured " + Machine.now().since(before) + "\n\n");
        report.add(table.append('\n').toString());
        String chart = "The heap of an instance that idles, and of a call that waits";
        report.addChart(
                "",
                chart,
                PairChart.of(
                        chart,
                        "KiB an instance (dark) and for ten waiting calls (light); less is better",
                        footprints.stream()
                                .map(it -> new PairChart.Pair(
                                        it.client(), it.instanceBytes() / 1024, it.callBytes() * 10 / 1024))
                                .toList()));
        report.addFile(".csv", results.toString());
        return true;
    }

    private static Footprint weigh(String group, String contender) throws IOException, InterruptedException {
        Path row = Files.createTempFile("memory", ".csv");
        try {
            JavaProcess.run(
                    List.of("-XX:+UseSerialGC", "-Xmx512m", "-XX:SoftRefLRUPolicyMSPerMB=0"),
                    Memory.class,
                    List.of(group, contender, row.toString()));
            return Footprint.ofRow(Files.readString(row).strip());
        } finally {
            Files.delete(row);
        }
    }
}
