package dev.dewberry.bench.report;

import dev.dewberry.bench.calibration.Ceilings;
import dev.dewberry.bench.load.Verdict;
import dev.dewberry.bench.system.Meter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A report for people.
public final class Markdown {
    private static final double MIB = 1 << 20;
    private static final String[] TIMES = {"ms", "count", "mean", "p50", "p95", "p99", "p99.9", "max"};
    private final StringBuilder out = new StringBuilder(4096);

    private Markdown() {}

    public static String of(Report report) {
        var page = new Markdown();
        page.head(report);
        page.figures(report.figures());
        report.phases().forEach(page::phase);
        if (report.verdict() != null) {
            page.verdict(report.verdict());
        }
        page.counts("Over the sockets", report.traffic());
        page.counts("Errors by code", report.refusals());
        page.counts("Connections that ended or failed", report.disconnections());
        page.ceilings(report.ceilings());
        page.machine(report);
        return page.out.toString();
    }

    private void head(Report report) {
        line("# %s: %s", report.scenario(), report.passed() ? "passed" : "NOT PASSED");
        line("");
        line("%s", report.summary());
        line("");
        line("Taken %s on commit %s; %s.", report.started(), report.machine().commit(), report.budget());
        if (!report.options().isEmpty()) {
            line("");
            var words = new StringJoiner(" ");
            report.options().forEach((name, value) -> words.add("--" + name + " " + value));
            line("Options in effect: `%s`", words);
        }
        report.warnings().forEach(warning -> line("%n**Warning:** %s", warning));
    }

    /// Plain values in one table, distributions of times in another, the use of processes in a table each.
    private void figures(Map<String, Object> figures) {
        Map<String, Object> plain = without(figures, Latency.class, Meter.Usage.class);
        if (!plain.isEmpty()) {
            title("Figures", "figure", "value");
            plain.forEach((name, value) -> line("| %s | %s |", name, value instanceof Double d ? number(d) : value));
        }
        if (figures.values().stream().anyMatch(Latency.class::isInstance)) {
            title("Times", TIMES);
        }
        figures.forEach((name, value) -> {
            if (value instanceof Latency latency) {
                latency(name, latency);
            }
        });
        figures.forEach((name, value) -> {
            if (value instanceof Meter.Usage usage) {
                usage(usage, List.of());
            }
        });
    }

    private static Map<String, Object> without(Map<String, Object> figures, Class<?>... types) {
        var rest = new LinkedHashMap<>(figures);
        rest.values().removeIf(value -> Stream.of(types).anyMatch(type -> type.isInstance(value)));
        return rest;
    }

    private void phase(Phase phase) {
        title(
                "%s: %s messages/s wanted for %s s"
                        .formatted(phase.name(), number(phase.wantedPerSecond()), number(phase.seconds())),
                TIMES);
        latency("ack", phase.ack());
        latency("delivery", phase.delivery());
        latency("generator's lag", phase.generatorLag());
        line("");
        line(
                "%d sent, %d acknowledged (%s/s), %d of %d deliveries (%s/s), %d of them by catching up.",
                phase.sent(),
                phase.acked(),
                number(phase.ackedPerSecond()),
                phase.delivered(),
                phase.deliveriesExpected(),
                number(phase.deliveredPerSecond()),
                phase.recovered());
        line("");
        line("The receivers sent %d marks meanwhile (%s/s).", phase.marksSent(), number(phase.marksPerSecond()));
        usage(phase.usage(), phase.costs());
        if (!phase.usage().processes().isEmpty()) {
            line("");
            line("CPU time by acknowledged message: **%s µs**.", number(phase.cpuMicrosPerMessage()));
        }
    }

    private void latency(String name, Latency l) {
        line(
                "| %s | %d | %.2f | %.2f | %.2f | **%.2f** | %.2f | %.2f |",
                name, l.count(), l.mean(), l.p50(), l.p95(), l.p99(), l.p999(), l.max());
    }

    /// @param costs by process in the same order; none where no messages were counted
    private void usage(Meter.Usage usage, List<Phase.Cost> costs) {
        if (usage.processes().isEmpty()) {
            return;
        }
        line("");
        line("| process | CPU s | of the core | µs a message | µs a delivery | waits a message | PSS MiB | resident MiB"
                + " | written MiB | CPUs |");
        line("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (int i = 0; i < usage.processes().size(); i++) {
            use(usage, usage.processes().get(i), costs.isEmpty() ? null : costs.get(i));
        }
        line(
                "| **all** | **%.2f** | **%.1f %%** | %s | %s | %s | **%.1f** | | | |",
                usage.cpuSeconds(),
                usage.cpuSeconds() / usage.seconds() * 100,
                sum(costs, Phase.Cost::cpuMicrosPerMessage),
                sum(costs, Phase.Cost::cpuMicrosPerDelivery),
                sum(costs, Phase.Cost::switchesPerMessage),
                usage.pssBytes() / MIB);
        line(
                "| generator | %.2f | %.1f %% | | | | | | | |",
                usage.generatorCpuSeconds(), usage.generatorCpuSeconds() / usage.seconds() * 100);
    }

    private void use(Meter.Usage usage, Meter.Use use, Phase.@Nullable Cost cost) {
        line(
                "| %s | %.2f | %.1f %% | %s | %s | %s | %.1f | %.1f | %.1f | %s |",
                use.role(),
                use.cpuSeconds(),
                use.cpuSeconds() / usage.seconds() * 100,
                cost == null ? "" : number(cost.cpuMicrosPerMessage()),
                cost == null ? "" : number(cost.cpuMicrosPerDelivery()),
                cost == null ? "" : number(cost.switchesPerMessage()),
                use.pssBytes() / MIB,
                use.residentBytes() / MIB,
                use.writtenBytes() / MIB,
                use.cpus());
    }

    private static String sum(List<Phase.Cost> costs, ToDoubleFunction<Phase.Cost> part) {
        return costs.isEmpty()
                ? ""
                : "**" + number(costs.stream().mapToDouble(part).sum()) + "**";
    }

    private void verdict(Verdict v) {
        title("What was read back: %s".formatted(v.clean() ? "clean" : "NOT CLEAN"), "", "");
        line("| sent, warm-up included | %d |", v.sent());
        line("| acknowledged | %d |", v.acknowledged());
        line("| answered `busy` and given up | %d |", v.givenUp());
        line("| without an answer | %d |", v.unanswered());
        line("| committed without an ack | %d |", v.foundUnacknowledged());
        line("| conversations read back (could not be) | %d (%d) |", v.conversationsRead(), v.conversationsUnread());
        line("| events read back | %d |", v.eventsRead());
        line("| **acknowledged and lost** | **%d** |", v.lost());
        line("| **stored twice** | **%d** |", v.doubled());
        line("| stored elsewhere than acknowledged | %d |", v.misplaced());
        line("| holes in `seq` | %d |", v.holes());
        line("| out of order | %d |", v.disordered());
        line("| **deliveries missing** | **%d** |", v.missingDeliveries());
        line("| **delivered twice** | **%d** |", v.excessDeliveries());
        line("| live events whose `seq` did not rise | %d |", v.repeatedLive());
    }

    private void counts(String name, Map<String, Long> counts) {
        if (!counts.isEmpty()) {
            title(name, "", "");
            counts.forEach((key, count) -> line("| %s | %d |", key, count));
        }
    }

    private void ceilings(Ceilings c) {
        title("Ceilings of this machine, taken in the same run on the same core, without Dewberry", "", "");
        line("| echoes of 200 bytes over 100 sockets a second | %s |", number(c.echoPerSecond()));
        line("| pipelined `XADD`s of 200 bytes a second | %s |", number(c.redisXaddPerSecond()));
        line("| MariaDB commits of one row a second | %s |", number(c.mariadbCommitsPerSecond()));
        line("| MariaDB rows in inserts of 100 a second | %s |", number(c.mariadbRowsPerSecond()));
        line("| write and fsync of 4 KiB, µs | %s |", number(c.fsyncMicros()));
    }

    private void machine(Report report) {
        Machine m = report.machine();
        title("Machine", "", "");
        line("| CPU | %s, %d online |", m.cpu(), m.cpus());
        line("| memory | %.1f GiB |", m.memoryBytes() / MIB / 1024);
        line("| system | %s, Linux %s, %s |", m.distribution(), m.kernel(), m.fileSystem());
        line("| Java | %s |", m.java());
        line("| MariaDB | %s |", m.mariadb());
        line("| Redis | %s |", m.redis());
    }

    private void title(String name, String... columns) {
        line("");
        line("## %s", name);
        line("");
        line("| %s |", String.join(" | ", columns));
        line("|%s", " --- |".repeat(columns.length));
    }

    private static String number(@Nullable Double value) {
        if (value == null) {
            return "not taken";
        }
        return Math.abs(value) >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    private void line(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
