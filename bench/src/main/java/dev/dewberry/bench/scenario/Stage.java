package dev.dewberry.bench.scenario;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.Options;
import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.client.Manners;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.load.Window;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import dev.dewberry.bench.system.AdminApi;
import dev.dewberry.bench.system.Meter;
import dev.dewberry.bench.system.SystemUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What the scenarios are made of: users, connections, load, the check at the end. Used from the main thread, which may
/// block; the event loop does the work.
public final class Stage {
    private static final int MAX_USERS = 19_000;
    private static final double PI_BUDGET_MIB = 2.2 * 1024;
    private static final double CONNECT_PATIENCE_SECONDS = 300;

    private final Options options;
    private final SystemUnderTest system;
    private final Swarm swarm;
    private final AdminApi api;
    private final Findings findings;
    private final long seed;

    public Stage(Options options, SystemUnderTest system, Swarm swarm, AdminApi api, Findings findings, long seed) {
        this.options = options;
        this.system = system;
        this.swarm = swarm;
        this.api = api;
        this.findings = findings;
        this.seed = seed;
    }

    public Options options() {
        return options;
    }

    public Swarm swarm() {
        return swarm;
    }

    public SystemUnderTest system() {
        return system;
    }

    public Meter meter() {
        return new Meter(system);
    }

    /// Makes new users; their names never meet those of another run.
    public List<Client> people(int count) throws InterruptedException {
        if (count > MAX_USERS) {
            throw new BenchException("One generator process drives at most " + MAX_USERS + " users");
        }
        say("making %d users", count);
        String prefix = "b" + Long.toString(System.currentTimeMillis(), 36) + "-";
        List<AdminApi.Account> accounts = api.accounts(prefix, count);
        swarm.onLoop(() -> accounts.forEach(account -> swarm.add(account.user(), account.token())));
        return swarm.clients();
    }

    /// The users in pairs, each with its direct conversation.
    public List<Conversation> pairs(List<Client> people) {
        var conversations = new ArrayList<Conversation>();
        swarm.onLoop(() -> {
            for (int i = 0; i + 1 < people.size(); i += 2) {
                Client a = people.get(i);
                Client b = people.get(i + 1);
                conversations.add(swarm.conversations().add(Conversation.direct(a.user(), b.user()), 0, List.of(a, b)));
            }
        });
        return conversations;
    }

    /// Makes a group of these users; its creation is event 1.
    public Conversation group(String name, List<Client> members) throws InterruptedException {
        Client owner = members.getFirst();
        List<Long> others = members.stream().skip(1).map(Client::user).toList();
        String id = api.group(owner.token(), name, others);
        var made = new Conversation[1];
        swarm.onLoop(() -> made[0] = swarm.conversations().add(id, 1, members));
        return made[0];
    }

    /// How the clients behave, by the options.
    public Manners manners() {
        if (options.flag("bare")) {
            return Manners.BARE;
        }
        int people = Math.max(1, swarm.clients().size());
        return new Manners(
                true,
                options.count("typing", 10),
                Math.min(options.count("watch", 20), people - 1),
                options.flag("sync"));
    }

    /// The load, tied to the swarm. To be made before the clients connect.
    public Load load() {
        var load =
                new Load(swarm, options.count("bytes", 64), "even".equals(options.text("arrivals", "poisson")), seed);
        swarm.onLoop(() -> swarm.behave(manners(), load.form(), load, load::pageRefused));
        return load;
    }

    /// Connects these and waits until all are welcome; returns how many seconds it took.
    public double connect(List<Client> which) throws InterruptedException {
        say("connecting %d", which.size());
        long start = System.nanoTime();
        int before = online();
        swarm.onLoop(() -> swarm.connect(which, options.count("at-once", 64)));
        await(before + which.size(), CONNECT_PATIENCE_SECONDS);
        double seconds = (System.nanoTime() - start) / 1e9;
        say("%d online after %.1f s", online(), seconds);
        return seconds;
    }

    public void await(int wanted, double patience) throws InterruptedException {
        long deadline = System.nanoTime() + (long) (patience * 1e9);
        while (online() < wanted) {
            if (System.nanoTime() > deadline) {
                throw new BenchException("Only " + online() + " of " + wanted + " clients are online after " + patience
                        + " s: " + swarm.tally().reasons());
            }
            Thread.sleep(5);
        }
    }

    public int online() {
        var count = new AtomicInteger();
        swarm.onLoop(() -> count.set(swarm.online()));
        return count.get();
    }

    /// Runs one measured stretch and waits for what is still under way at its end.
    public Phase measure(Load load, Plan plan, String name, double rate, double warmup, double seconds)
            throws InterruptedException {
        say("%s: %.0f messages/s for %.0f + %.0f s", name, rate, warmup, seconds);
        var window = new Window(name, seconds);
        Meter meter = meter();
        load.run(plan, rate, warmup, window, meter::start);
        Meter.Usage usage = meter.stop();
        boolean complete = load.settle(window, options.number("settle", 15));
        var phase = new Phase[1];
        swarm.onLoop(() -> phase[0] = Phase.of(window, rate, usage));
        say(
                "  ack p50 %.1f p99 %.1f, delivery p50 %.1f p99 %.1f max %.1f ms%s",
                phase[0].ack().p50(),
                phase[0].ack().p99(),
                phase[0].delivery().p50(),
                phase[0].delivery().p99(),
                phase[0].delivery().max(),
                complete ? "" : ", NOT COMPLETE");
        return phase[0];
    }

    /// Reads everything back (or a `--verify` share of the conversations) and enters the verdict.
    public void verify(Load load) throws InterruptedException {
        double share = options.number("verify", 1);
        if (share > 0) {
            say("reading the conversations back");
            findings.verdict(load.verify(share, 300));
        }
    }

    /// Holds a phase against `--limit-ms` and the system's memory against `--limit-mib`, by default the Pi budget's 2.2
    /// GiB.
    public void limit(Phase phase, double otherwise) {
        double limit = options.number("limit-ms", otherwise);
        if (phase.delivery().p99() > limit) {
            findings.fail("%s: delivery p99 %.1f ms is above %.0f ms"
                    .formatted(phase.name(), phase.delivery().p99(), limit));
        }
        double mib = phase.usage().pssBytes() / (double) (1 << 20);
        if (mib > options.number("limit-mib", PI_BUDGET_MIB)) {
            findings.fail("%s: the system has %.0f MiB, more than its budget".formatted(phase.name(), mib));
        }
    }

    public void pause(double seconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep((long) (seconds * 1000));
    }

    public void say(String format, Object... values) {
        System.err.println("bench: " + String.format(format, values));
    }
}
