package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import dev.dewberry.bench.system.Meter.Usage;
import java.util.List;

/// What one more costs when there are many already: connections, and messages. It must not be
/// more than the first.
final class Growth implements Scenario {
    private static final double KIB = 1 << 10;

    @Override
    public String summary() {
        return "Ten times the messages and sixteen times the connections: what each costs must not grow.";
    }

    @Override
    public String usage() {
        return "--users 16000 --seconds 20 (after each step of connections) --chatting 1000 --from-rate 200 --to-rate 2000"
                + " --warmup-rate 400 --warmup 60 --step-seconds 20 --limit-percent 100 (CPU per message at the end, of that at"
                + " the start) --limit-connection-percent 120 (memory per connection with all, of that with a quarter)";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> people = stage.people(stage.options().count("users", 16_000));
        int chatting = Math.min(people.size(), stage.options().count("chatting", 1000)) / 2 * 2;
        Plan plan = Plan.anybodyIn(stage.pairs(people.subList(0, chatting)));
        Load load = stage.load();
        connections(stage, findings, people);
        stage.leave(people.subList(chatting, people.size()));
        messages(stage, findings, load, plan);
        stage.verify(load);
    }

    private static void connections(Stage stage, Findings findings, List<Client> people) throws InterruptedException {
        double rest = stage.options().number("seconds", 20);
        Usage nobody = Idle.rest(stage, rest);
        double quarter = 0;
        double all = 0;
        int online = 0;
        for (int sixteenths : new int[] {1, 4, 16}) {
            int to = people.size() * sixteenths / 16;
            stage.connect(people.subList(online, to));
            online = to;
            Usage usage = Idle.rest(stage, rest);
            quarter = all;
            all = (usage.pssOf("gateway") - nobody.pssOf("gateway")) / KIB / online;
            findings.figure("gateway, PSS KiB per connection with " + online, all);
        }
        if (quarter > 0) {
            double percent = all / quarter * 100;
            findings.figure("percent of a connection's memory with all, of that with a quarter", percent);
            stage.limits().atMost("percent of a connection's memory", percent, "limit-connection-percent", 120);
        }
    }

    private static void messages(Stage stage, Findings findings, Load load, Plan plan) throws InterruptedException {
        double warmup = stage.options().number("warmup", 60);
        if (warmup > 0) {
            findings.phase(stage.measure(load, plan, "before", stage.options().number("warmup-rate", 400), 0, warmup));
        }
        double from = stage.options().number("from-rate", 200);
        double to = stage.options().number("to-rate", 2000);
        double first = 0;
        double last = 0;
        for (double rate : new double[] {from, from + (to - from) / 6, from + (to - from) / 2, to}) {
            Phase phase = stage.measure(
                    load,
                    plan,
                    "%.0f/s".formatted(rate),
                    rate,
                    3,
                    stage.options().number("step-seconds", 20));
            findings.phase(phase);
            last = phase.cpuMicrosPerMessage();
            first = first == 0 ? last : first;
            findings.figure("server CPU µs per message at %.0f/s".formatted(rate), last);
            if (phase.acked() < phase.sent() || phase.delivered() < phase.deliveriesExpected()) {
                findings.fail("%.0f messages a second were more than the system could do in time".formatted(rate));
            }
        }
        if (first > 0) {
            double percent = last / first * 100;
            findings.figure("percent of a message's CPU at the highest rate, of that at the lowest", percent);
            stage.limits().atMost("percent of a message's CPU", percent, "limit-percent", 100);
        }
    }
}
