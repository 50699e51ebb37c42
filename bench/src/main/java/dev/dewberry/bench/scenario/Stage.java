package dev.dewberry.bench.scenario;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.Options;
import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.client.Credentials;
import dev.dewberry.bench.client.Manners;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import dev.dewberry.bench.system.AdminApi;
import dev.dewberry.bench.system.Meter;
import dev.dewberry.bench.system.SystemUnderTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/// What the scenarios are made of: users, connections, load, the check at the end. Used from the main thread, which may
/// block; the event loop does the work.
public final class Stage {
    private static final int MAX_USERS = 19_000;
    private static final long SEED = 1;
    private static final double CONNECT_PATIENCE_SECONDS = 600;

    private final Options options;
    private final SystemUnderTest system;
    private final Swarm swarm;
    private final AdminApi api;
    private final Findings findings;
    private final Limits limits;
    private final long seed;

    public Stage(Options options, SystemUnderTest system, Swarm swarm, AdminApi api, Findings findings, long seed) {
        this.options = options;
        this.system = system;
        this.swarm = swarm;
        this.api = api;
        this.findings = findings;
        this.limits = new Limits(options, findings);
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

    public Limits limits() {
        return limits;
    }

    public Meter meter() {
        return new Meter(system);
    }

    /// The part that measures a load.
    Measurement measurement(Load load) {
        return new Measurement(this, load);
    }

    /// Makes new users; their names never meet those of another run.
    public List<Client> people(int count) throws InterruptedException {
        checkRoomFor(count);
        say("making %d users", count);
        List<AdminApi.Account> accounts = api.accounts(prefix(), count);
        return added(() -> accounts.stream()
                .map(account -> swarm.add(account.user(), account.token()))
                .toList());
    }

    /// The same with a password, by which they sign in before their first connection.
    public List<Client> peopleWithPasswords(int count) throws InterruptedException {
        checkRoomFor(count);
        say("making %d users with passwords, which the server hashes", count);
        String password = UUID.randomUUID().toString();
        String prefix = prefix();
        List<Long> ids = api.accountsWithPassword(prefix, count, password);
        return added(() -> {
            var clients = new ArrayList<Client>(count);
            for (int i = 0; i < count; i++) {
                clients.add(swarm.add(ids.get(i), new Credentials(prefix + i, password)));
            }
            return clients;
        });
    }

    private interface Adding {
        List<Client> clients();
    }

    /// In an order that has nothing to do with their numbers, as people meet; neighbours in it become
    /// pairs and groups. The hash that assigns a conversation to a partition puts four fifths of the
    /// pairs of consecutive numbers into half of the partitions.
    private List<Client> added(Adding adding) {
        var made = new ArrayList<Client>();
        swarm.onLoop(() -> made.addAll(adding.clients()));
        Collections.shuffle(made, new Random(SEED));
        return made;
    }

    private static String prefix() {
        return "b" + Long.toString(System.nanoTime() & 0xfffff, 36) + Long.toString(System.currentTimeMillis(), 36)
                + "-";
    }

    private void checkRoomFor(int more) {
        int count = swarm.clients().size() + more;
        if (count > MAX_USERS) {
            throw new BenchException("One generator process drives at most " + MAX_USERS + " users");
        }
        OpenFiles.check(system, count);
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

    /// Makes a group of these users for traffic that nobody counts; returns its id.
    String uncountedGroup(String name, List<Client> members) throws InterruptedException {
        List<Long> others = members.stream().skip(1).map(Client::user).toList();
        return api.group(members.getFirst().token(), name, others);
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
    private Manners manners(boolean sync) {
        if (options.flag("bare")) {
            return new Manners(false, 0, 0, sync);
        }
        int people = Math.max(1, swarm.clients().size());
        return new Manners(true, options.count("typing", 10), Math.min(options.count("watch", 20), people - 1), sync);
    }

    /// The load, tied to the swarm. To be made before the clients connect.
    public Load load() {
        return load(options.flag("sync"));
    }

    /// The same with clients that sync after their first `welcome`, too.
    Load loadWithSync() {
        return load(true);
    }

    private Load load(boolean sync) {
        var load = new Load(
                swarm,
                options.count("bytes", 64),
                "even".equals(options.text("arrivals", "poisson")),
                options.flag("random-ids"),
                seed);
        swarm.onLoop(() -> swarm.behave(manners(sync), load.form(), load));
        return load;
    }

    /// Connects these and waits until all are welcome; returns how many seconds it took.
    public double connect(List<Client> which) throws InterruptedException {
        return connect(which, options.count("at-once", 64));
    }

    double connect(List<Client> which, int atOnce) throws InterruptedException {
        say("connecting %d", which.size());
        long start = System.nanoTime();
        int before = online();
        swarm.onLoop(() -> swarm.dialer().connect(which, atOnce));
        awaitOnline(before + which.size(), CONNECT_PATIENCE_SECONDS);
        double seconds = (System.nanoTime() - start) / 1e9;
        say("%d online after %.1f s", online(), seconds);
        return seconds;
    }

    /// Disconnects these and waits until they are gone.
    void leave(List<Client> which) throws InterruptedException {
        int after = online() - which.size();
        swarm.onLoop(() -> swarm.dialer().leave(which));
        if (!await(() -> Math.max(0, swarm.dialer().online() - after), 60)) {
            throw new BenchException("Clients did not get rid of their connections");
        }
    }

    void awaitOnline(int wanted, double patience) throws InterruptedException {
        if (!await(() -> wanted - swarm.dialer().online(), patience)) {
            throw new BenchException("Only " + online() + " of " + wanted + " clients are online after " + patience
                    + " s: " + swarm.tally().reasons());
        }
    }

    /// Waits until the number, taken on the event loop, is 0 or less; false where it is not so in time.
    boolean await(IntSupplier left, double seconds) throws InterruptedException {
        long deadline = System.nanoTime() + (long) (seconds * 1e9);
        var count = new AtomicInteger(1);
        while (true) {
            swarm.onLoop(() -> count.set(left.getAsInt()));
            if (count.get() <= 0) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                return false;
            }
            // The main thread waits, the clients have theirs.
            Thread.sleep(10);
        }
    }

    public int online() {
        var count = new AtomicInteger();
        swarm.onLoop(() -> count.set(swarm.dialer().online()));
        return count.get();
    }

    /// Runs one measured stretch and waits for what is still under way at its end.
    public Phase measure(Load load, Plan plan, String name, double rate, double warmup, double seconds)
            throws InterruptedException {
        return measurement(load).measure(plan, name, rate, warmup, seconds);
    }

    /// Reads everything back (or a `--verify` share of the conversations) and enters the verdict.
    public void verify(Load load) throws InterruptedException {
        double share = options.number("verify", 1);
        if (share > 0) {
            say("reading the conversations back");
            findings.verdict(load.verify(share, 300));
        }
    }

    public void pause(double seconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep((long) (seconds * 1000));
    }

    public void say(String format, Object... values) {
        System.err.println("bench: " + String.format(format, values));
    }
}
