package dev.dewberry.bench;

import dev.dewberry.bench.calibration.Calibration;
import dev.dewberry.bench.calibration.Ceilings;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.client.Tally;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Machine;
import dev.dewberry.bench.report.Markdown;
import dev.dewberry.bench.report.Report;
import dev.dewberry.bench.scenario.Scenario;
import dev.dewberry.bench.scenario.Scenarios;
import dev.dewberry.bench.scenario.Stage;
import dev.dewberry.bench.system.AdminApi;
import dev.dewberry.bench.system.Conditions;
import dev.dewberry.bench.system.Conditions.Encryption;
import dev.dewberry.bench.system.LocalSystem;
import dev.dewberry.bench.system.ProcFiles;
import dev.dewberry.bench.system.RemoteSystem;
import dev.dewberry.bench.system.SystemUnderTest;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// One run: ceilings, system up, scenario, system down, report.
final class Run {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private static final List<String> OF_A_LOCAL_SYSTEM = List.of("tls", "aes", "fsync-ms", "quota");

    private final String name;
    private final Scenario scenario;
    private final Options options;
    private final Path repository;
    private final Instant started = Instant.now();
    private final Path folder;
    private final @Nullable Integer serverCpu;

    Run(String name, Options options, Path repository) {
        this.name = name;
        this.scenario = Scenarios.named(name);
        this.options = options;
        this.repository = repository;
        Path results = Path.of(
                options.text("results", repository.resolve("bench-results").toString()));
        this.folder = results.resolve(STAMP.format(started) + "-" + name).toAbsolutePath();
        this.serverCpu = options.flag("no-pin") ? null : options.count("server-cpu", 0);
    }

    /// True where nothing was lost or doubled and the limits held.
    boolean execute() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            EventLoop loop = group.next();
            Ceilings ceilings = options.flag("no-calibration") || options.target() != null
                    ? Ceilings.NOT_TAKEN
                    : new Calibration(loop, serverCpu, folder.resolve("calibration")).take();
            Report report = measure(loop, ceilings);
            write(report);
            return report.passed();
        } finally {
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private Report measure(EventLoop loop, Ceilings ceilings) throws IOException, InterruptedException {
        var findings = new Findings();
        warnUnlessAlone(findings);
        long seed = (long) options.number("seed", started.toEpochMilli());
        try (SystemUnderTest system = system();
                var api = new AdminApi(system.base(), system.tls())) {
            api.login(system.adminUsername(), system.adminPassword());
            var swarm = new Swarm(loop, system.base(), system.tls(), seed);
            scenario.run(new Stage(options, system, swarm, api, findings, seed), findings);
            var traffic = new LinkedHashMap<String, Long>();
            system.figures().forEach(findings::figure);
            swarm.onLoop(() -> traffic.putAll(traffic(swarm.tally())));
            swarm.onLoop(swarm::end);
            return new Report(
                    name,
                    scenario.summary(),
                    started.truncatedTo(ChronoUnit.SECONDS).toString(),
                    Machine.here(repository),
                    system.describe(),
                    options.inEffect(),
                    ceilings,
                    findings.figures(),
                    findings.phases(),
                    findings.verdict(),
                    traffic,
                    swarm.tally().refusals(),
                    swarm.tally().reasons(),
                    findings.warnings(),
                    findings.passed());
        }
    }

    /// Under the Pi budget the generator has a core of its own, given by `bench/run`.
    private void warnUnlessAlone(Findings findings) {
        String mine = new ProcFiles().allowedCpus(ProcessHandle.current().pid());
        if (serverCpu != null
                && options.target() == null
                && (!mine.matches("[0-9]+") || mine.equals(serverCpu.toString()))) {
            findings.warn("The generator was not pinned to a core of its own (it may run on " + mine
                    + "): start it by bench/run.");
        }
    }

    private SystemUnderTest system() throws InterruptedException {
        URI target = options.target();
        if (target != null) {
            OF_A_LOCAL_SYSTEM.forEach(this::refuseWithTarget);
            if (scenario.fsyncMillis() > 0) {
                throw new BenchException(name + " makes the disk slower of systems that the bench starts; a --target"
                        + " has its own: peak measures it");
            }
            return new RemoteSystem(target, options.text("admin", "admin"), password());
        }
        Path data = Path.of(options.text("data", folder.resolve("data").toString()));
        var local = new LocalSystem(repository.resolve("dewberry"), data, conditions());
        try {
            local.start();
        } catch (BenchException e) {
            local.close();
            throw e;
        }
        return local;
    }

    private void refuseWithTarget(String option) {
        if (options.given(option)) {
            throw new BenchException("--" + option + " is for systems that the bench starts, not for a --target");
        }
    }

    private Conditions conditions() {
        boolean slow = options.given("fsync-ms") || scenario.fsyncMillis() > 0;
        return new Conditions(
                serverCpu,
                options.flag("keep"),
                encryption(),
                slow ? options.number("fsync-ms", scenario.fsyncMillis()) : 0,
                options.text("quota"),
                scenario.settings());
    }

    private Encryption encryption() {
        if (!options.flag("tls")) {
            return Encryption.NONE;
        }
        return options.flag("aes") ? Encryption.TLS : Encryption.TLS_WITHOUT_AES;
    }

    private String password() {
        String given = options.text("password");
        String fromEnvironment = System.getenv("DEWBERRY_ADMIN_PASSWORD");
        if (given == null && fromEnvironment == null) {
            throw new BenchException(
                    "--target wants the administrator's password in DEWBERRY_ADMIN_PASSWORD or --password");
        }
        return given == null ? String.valueOf(fromEnvironment) : given;
    }

    private static Map<String, Long> traffic(Tally tally) {
        var counts = new LinkedHashMap<String, Long>();
        counts.put("frames received", tally.framesIn);
        counts.put("frames sent", tally.framesOut);
        counts.put("bytes received", tally.bytesIn);
        counts.put("events received live", tally.events);
        counts.put("`delivered` sent", tally.deliveredSent);
        counts.put("`read` sent", tally.readSent);
        counts.put("`typing` sent", tally.typingSent);
        counts.put("`mark` received", tally.marks);
        counts.put("`typing` received", tally.typings);
        counts.put("`presence` received", tally.presences);
        counts.put("`resync` received", tally.resyncs);
        counts.put("`goaway` received", tally.goaways);
        counts.put("gaps in live events", tally.gaps);
        counts.put("events caught up with", tally.recovered);
        counts.put("connections lost", tally.disconnects);
        counts.put("connects failed", tally.connectFailures);
        counts.put("sign-ins tried", tally.signIns);
        counts.put("malformed frames", tally.malformed);
        return counts;
    }

    private void write(Report report) throws IOException {
        String json = JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(report) + "\n";
        String page = Markdown.of(report);
        save(folder, "report", json, page);
        if (options.flag("publish")) {
            save(repository.resolve("docs/performance"), STAMP.format(started) + "-" + name, json, page);
        }
        System.out.println(page);
        System.err.println("bench: report in " + folder);
    }

    private static void save(Path where, String name, String json, String page) throws IOException {
        Files.createDirectories(where);
        Files.writeString(where.resolve(name + ".json"), json);
        Files.writeString(where.resolve(name + ".md"), page);
    }
}
