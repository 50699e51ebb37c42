package dev.dewberry.bench.scenario;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.aged.Archive;
import dev.dewberry.bench.aged.ArchivePages;
import dev.dewberry.bench.aged.Chat;
import dev.dewberry.bench.aged.Filling;
import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.PageLoad;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Latency;
import dev.dewberry.bench.report.Phase;
import dev.dewberry.bench.system.Internals;
import dev.dewberry.bench.system.Meter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/// A system that has been used for two years: far more rows than memory, of which none has been read since the start.
/// First people scroll back anywhere, then comes an office's load.
final class Aged implements Scenario {
    private static final int PAGE = 50;
    private static final double REST_SECONDS = 5;
    private static final double MIB = 1 << 20;
    private static final Set<String> WRITERS = Set.of("mariadb", "redis");

    @Override
    public String summary() {
        return "A system after two years: random pages of 50 out of 50 million events, then an office's load, from a"
                + " cold start of MariaDB.";
    }

    @Override
    public String usage() {
        return "--users 4000 --events 50000000 --dedupe 60000000 --months 24 (filled before) --pages 50 (a second)"
                + " --limit-history-ms 30 (p99) --rate 400 --warmup 60 --seconds 60 (each) --limit-ms 60 (delivery p99)";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        Internals system = stage.system().internals();
        if (system == null) {
            throw new BenchException(
                    "aged fills the tables of systems that the bench starts; it cannot those of a --target");
        }
        List<Client> people = stage.people(stage.options().count("users", 4000));
        Archive archive = Archive.of(
                people.stream().map(Client::user).toList(),
                (long) stage.options().number("events", 50_000_000),
                stage.options().count("months", 24),
                Instant.now());
        fill(stage, findings, system, archive);
        startCold(stage, findings, system);
        List<Conversation> conversations = conversations(stage, people, archive);
        Load load = stage.load();
        findings.figure("seconds to connect all", stage.connect(people));
        history(stage, findings, system, new ArchivePages(conversations, archive.chats(), PAGE));
        office(stage, findings, system, load, paired(people, conversations));
        findings.figure("MiB of the data folder at the end", system.dataBytes() / MIB);
        stage.verify(load);
    }

    private static void fill(Stage stage, Findings findings, Internals system, Archive archive)
            throws InterruptedException {
        long start = System.nanoTime();
        var filling = new Filling(archive, system, progress -> stage.say("%s", progress));
        filling.run((long) stage.options().number("dedupe", 60_000_000));
        findings.figure("seconds of filling", (System.nanoTime() - start) / 1e9);
        filling.rows().forEach((table, rows) -> findings.figure("rows of " + table, rows));
        system.tableBytes().forEach((table, bytes) -> findings.figure("MiB of " + table, bytes / MIB));
        findings.figure("MiB of the data folder", system.dataBytes() / MIB);
    }

    /// Neither MariaDB nor the kernel has anything of the tables in memory, and storage-service knows nothing from
    /// before.
    private static void startCold(Stage stage, Findings findings, Internals system) throws InterruptedException {
        stage.say("starting MariaDB and storage-service again, cold");
        List<String> unused = system.sql("SET GLOBAL innodb_buffer_pool_dump_at_shutdown = OFF");
        system.restart("mariadb");
        boolean dropped = system.dropCaches();
        system.restart("storage-service");
        findings.figure("the kernel's cache of files", dropped ? "dropped" : "could not be dropped");
    }

    /// All of the archive, known by the numbers of its chats.
    private static List<Conversation> conversations(Stage stage, List<Client> people, Archive archive) {
        var byUser = new HashMap<Long, Client>();
        people.forEach(client -> byUser.put(client.user(), client));
        var conversations = new ArrayList<Conversation>();
        stage.swarm().onLoop(() -> {
            for (Chat chat : archive.chats()) {
                List<Client> both = List.of(byUser.get(chat.low()), byUser.get(chat.high()));
                conversations.add(stage.swarm().conversations().add(chat.id(), chat.events(), both));
            }
        });
        return conversations;
    }

    /// The conversations of the pairs, as in an office without a past.
    private static List<Conversation> paired(List<Client> people, List<Conversation> conversations) {
        var wanted = new HashSet<String>();
        for (int i = 0; i + 1 < people.size(); i += 2) {
            wanted.add(
                    Conversation.direct(people.get(i).user(), people.get(i + 1).user()));
        }
        return conversations.stream()
                .filter(conversation -> wanted.contains(conversation.id()))
                .toList();
    }

    private static void history(Stage stage, Findings findings, Internals system, ArchivePages plan)
            throws InterruptedException {
        double perSecond = stage.options().number("pages", 50);
        double warmup = stage.options().number("warmup", 60);
        double seconds = stage.options().number("seconds", 60);
        stage.say("%.0f pages/s for %.0f + %.0f s", perSecond, warmup, seconds);
        var pages = new PageLoad(stage.swarm(), plan, PAGE);
        Meter meter = stage.meter();
        Pool before = Pool.of(system);
        pages.start(perSecond, warmup, seconds);
        stage.pause(warmup);
        meter.start();
        stage.pause(seconds);
        Meter.Usage usage = meter.stop();
        boolean unusedAll = stage.await(pages::open, stage.options().number("settle", 15));
        Pool after = Pool.of(system);
        stage.swarm().onLoop(() -> {
            Latency latency = Latency.of(pages.times());
            stage.say(
                    "  page mean %.1f p50 %.1f p99 %.1f max %.1f ms",
                    latency.mean(), latency.p50(), latency.p99(), latency.max());
            findings.figure("pages of history asked for", pages.asked());
            findings.figure("pages of history without an answer", pages.open());
            findings.figure("pages of history answered busy at first", pages.refused());
            findings.figure("events in them that were wrong", pages.wrong());
            findings.figure("ms to a page of history", latency);
            findings.figure("history: InnoDB pages read for each", after.readSince(before, pages.asked()));
            findings.figure("usage", usage);
            if (pages.open() > 0 || pages.wrong() > 0) {
                findings.fail("%d pages got no answer, %d events were wrong".formatted(pages.open(), pages.wrong()));
            }
            stage.limits().atMost("ms to a page of history, p99", latency.p99(), "limit-history-ms", 30);
        });
    }

    private static void office(
            Stage stage, Findings findings, Internals system, Load load, List<Conversation> conversations)
            throws InterruptedException {
        Plan plan = Plan.anybodyIn(conversations);
        double rate = stage.options().number("rate", 400);
        double warmup = stage.options().number("warmup", 60);
        Meter whole = stage.meter();
        whole.start();
        long ackedAtFirst = stage.measurement(load).acked();
        if (warmup > 0) {
            findings.phase(stage.measure(load, plan, "before", rate, 0, warmup));
        }
        Pool before = Pool.of(system);
        long acked = stage.measurement(load).acked();
        Phase phase = stage.measure(
                load,
                plan,
                "office",
                rate,
                Math.min(REST_SECONDS, warmup),
                stage.options().number("seconds", 60));
        Pool after = Pool.of(system);
        long now = stage.measurement(load).acked();
        findings.phase(phase);
        findings.figure("office: InnoDB pages read for each message", after.readSince(before, now - acked));
        findings.figure("office: InnoDB pages written for each message", after.writtenSince(before, now - acked));
        findings.figure("office: bytes of redo log for each message", after.logSince(before, now - acked));
        findings.figure("office: InnoDB pages changed and not yet written", after.dirty());
        findings.figure(
                "office: bytes written to disk for each message (aim: 4,096)", written(phase.usage(), phase.acked()));
        flush(stage, system);
        findings.figure(
                "office: the same with the warm-up and what was written afterwards",
                written(whole.stop(), now - ackedAtFirst));
        stage.limits().phase(phase, 60);
    }

    /// What is changed in memory only has to be written some time: it belongs to the messages' cost.
    private static void flush(Stage stage, Internals system) throws InterruptedException {
        List<String> unused = system.sql("SET GLOBAL innodb_max_dirty_pages_pct = 0");
        for (int i = 0; i < 60 && Pool.of(system).dirty() > 16; i++) {
            stage.pause(1);
        }
        unused = system.sql("SET GLOBAL innodb_max_dirty_pages_pct = 90");
    }

    private static double written(Meter.Usage usage, long messages) {
        long bytes = usage.processes().stream()
                .filter(process -> WRITERS.contains(process.role()))
                .mapToLong(Meter.Use::writtenBytes)
                .sum();
        return messages == 0 ? 0 : (double) bytes / messages;
    }

    /// What InnoDB's pool has done so far.
    private record Pool(Map<String, Long> counters) {
        private static final String READ = "Innodb_pages_read";
        private static final String WRITTEN = "Innodb_pages_written";
        private static final String LOG = "Innodb_os_log_written";
        private static final String DIRTY = "Innodb_buffer_pool_pages_dirty";

        static Pool of(Internals system) {
            return new Pool(system.counters(READ, WRITTEN, LOG, DIRTY));
        }

        double readSince(Pool before, long count) {
            return since(before, pool -> pool.value(READ), count);
        }

        double writtenSince(Pool before, long count) {
            return since(before, pool -> pool.value(WRITTEN), count);
        }

        double logSince(Pool before, long count) {
            return since(before, pool -> pool.value(LOG), count);
        }

        long dirty() {
            return value(DIRTY);
        }

        private double since(Pool before, ToLongFunction<Pool> what, long count) {
            return count == 0 ? 0 : (double) (what.applyAsLong(this) - what.applyAsLong(before)) / count;
        }

        private long value(String name) {
            return counters.getOrDefault(name, 0L);
        }
    }
}
