package dev.dewberry.bench.scenario;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.load.Timeline;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import dev.dewberry.bench.system.Internals;
import dev.dewberry.bench.system.ProcFiles;
import dev.dewberry.bench.system.RedisGauge;
import dev.dewberry.bench.system.ServerProcess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A mixed load for long, in which nothing may grow: memory, open files, streams, waiting times.
final class Soak implements Scenario {
    private static final double MIB = 1 << 20;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    /// A lock on a file here, a pool's connection there.
    private static final double FILES = 20;
    /// What came in between a commit and the next trim.
    private static final double ENTRIES = 1000;

    private static final double MS = 10;
    /// MiB: a thread's stack, a page of compiled code.
    private static final double MEMORY = 2;

    private static final String POOL = "Innodb_buffer_pool_bytes_data";

    @Override
    public String summary() {
        return "A mixed load for half an hour (pairs, groups, clients that go and come), in which nothing may grow.";
    }

    @Override
    public String usage() {
        return "--minutes 30 --users 1000 --rate 200 --groups 20 --group-size 20 --warmup 60 --sample-seconds 10"
                + " --limit-growth 5 (percent, of memory, files and streams) --limit-growth-p99 50 (percent)";
    }

    /// @param memory MiB by process (PSS); MariaDB's without the pages in its pool, which fills up to its size
    /// @param entries of all streams of Redis
    /// @param redisMib what Redis keeps besides copies of rows, which come with who reads and go after minutes
    private record Sample(Map<String, Double> memory, double openFiles, double entries, double redisMib) {}

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 1000));
        var conversations = new ArrayList<>(stage.pairs(people));
        conversations.addAll(groups(stage, people));
        Load load = stage.load();
        stage.connect(people);
        double warmup = stage.options().number("warmup", 60);
        var minutes = new Timeline(System.nanoTime() + (long) (warmup * 1e9), MINUTE);
        var samples = new ArrayList<Sample>();
        List<ServerProcess> processes = stage.system().processes();
        Phase phase;
        try (RedisGauge redis = stage.system().redis()) {
            phase = stage.measurement(load)
                    .during(
                            Plan.anybodyIn(conversations),
                            "soak",
                            stage.options().number("rate", 200),
                            warmup,
                            minutes,
                            () -> watch(stage, people, processes, redis, samples));
        }
        findings.phase(phase);
        report(stage, findings, processes, samples, minutes);
        stage.verify(load);
    }

    private static List<Conversation> groups(Stage stage, List<Client> people) throws InterruptedException {
        int size = Math.min(people.size(), Math.max(2, stage.options().count("group-size", 20)));
        var groups = new ArrayList<Conversation>();
        for (int i = 0; i < stage.options().count("groups", 20); i++) {
            int from = i * size % (people.size() - size + 1);
            groups.add(stage.group("group " + i, people.subList(from, from + size)));
        }
        return groups;
    }

    private static void watch(
            Stage stage,
            List<Client> people,
            List<ServerProcess> processes,
            @Nullable RedisGauge redis,
            List<Sample> samples)
            throws InterruptedException {
        double every = stage.options().number("sample-seconds", 10);
        int count = (int) (stage.options().number("minutes", 30) * 60 / every);
        if (count < 3) {
            throw new BenchException("soak wants time for three samples at least: more --minutes");
        }
        long start = System.nanoTime();
        for (int i = 1; i <= count; i++) {
            goAndCome(stage, people, i);
            stage.pause(Math.max(0, every * i - (System.nanoTime() - start) / 1e9));
            samples.add(sample(processes, stage.system().internals(), redis));
        }
    }

    /// Every hundredth disconnects and is back at once, each time others.
    private static void goAndCome(Stage stage, List<Client> people, int turn) throws InterruptedException {
        int size = Math.max(1, people.size() / 100);
        int from = turn * size % (people.size() - size + 1);
        List<Client> some = people.subList(from, from + size);
        Swarm swarm = stage.swarm();
        stage.leave(some);
        swarm.onLoop(() -> swarm.dialer().connect(some, size));
        stage.awaitOnline(people.size(), 60);
    }

    private static Sample sample(
            List<ServerProcess> processes, @Nullable Internals internals, @Nullable RedisGauge redis) {
        var proc = new ProcFiles();
        var memory = new LinkedHashMap<String, Double>();
        for (ServerProcess process : processes) {
            memory.put(process.role(), proc.pss(process.pid()) / MIB);
        }
        // Given back as its allocator likes; what it keeps is counted below.
        memory.remove("redis");
        if (internals != null) {
            long pool = internals.counters(POOL).getOrDefault(POOL, 0L);
            memory.computeIfPresent("mariadb", (_, mib) -> mib - pool / MIB);
        }
        double files = processes.stream()
                .mapToLong(process -> proc.openFiles(process.pid()))
                .sum();
        RedisGauge.Reading reading = redis == null ? null : redis.read();
        return new Sample(
                memory,
                files,
                reading == null ? 0 : reading.entries(),
                reading == null ? 0 : (reading.usedBytes() - reading.hotBytes()) / MIB);
    }

    private static void report(
            Stage stage, Findings findings, List<ServerProcess> before, List<Sample> samples, Timeline minutes) {
        double percent = stage.options().number("limit-growth", 5);
        if (!before.isEmpty()) {
            for (String role : samples.getLast().memory().keySet()) {
                judge(
                        findings,
                        role.equals("mariadb") ? "mariadb without its pool's pages in MiB" : role + " in MiB",
                        samples.stream()
                                .map(sample -> sample.memory().getOrDefault(role, 0.0))
                                .toList(),
                        percent,
                        MEMORY);
            }
            judge(
                    findings,
                    "open files",
                    samples.stream().map(Sample::openFiles).toList(),
                    percent,
                    FILES);
            judge(
                    findings,
                    "entries of streams",
                    samples.stream().map(Sample::entries).toList(),
                    percent,
                    ENTRIES);
            judge(
                    findings,
                    "Redis without what is kept hot in MiB",
                    samples.stream().map(Sample::redisMib).toList(),
                    percent,
                    1);
            if (!stage.system().processes().equals(before)) {
                findings.fail("a process was replaced by another");
            }
        }
        List<Double> p99 = minutes.p99();
        double most = stage.options().number("limit-growth-p99", 50);
        if (p99.size() >= 3) {
            judge(findings, "delivery p99 by the minute in ms", p99, most, MS);
        } else {
            findings.warn("Too short to judge p99 by the minute.");
        }
    }

    /// The series is shown as it is, thinned out to 30.
    private static void judge(Findings findings, String what, List<Double> series, double percent, double allowance) {
        Drift drift = Drift.of(series);
        double limit = drift.limit(percent, allowance);
        var shown = new ArrayList<String>();
        for (int i = 0; i < series.size(); i += Math.max(1, series.size() / 30)) {
            shown.add(String.format(Locale.ROOT, "%.0f", series.get(i)));
        }
        findings.figure(what, String.join(" ", shown));
        findings.figure(what + ", median of the second third", drift.second());
        findings.figure(what + ", median of the last third", drift.last());
        if (drift.last() > limit) {
            findings.fail(String.format(
                    Locale.ROOT, "%s went from %.1f to %.1f, above %.1f", what, drift.second(), drift.last(), limit));
        }
    }
}
