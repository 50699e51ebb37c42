package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import java.util.List;

/// Monday, eight o'clock: everybody signs in by password at the same moment, while some are at work already and must
/// not suffer.
final class Monday implements Scenario {
    private static final double LIMIT_MS = 200;
    private static final double UNTIL_EIGHT_SECONDS = 5;

    @Override
    public String summary() {
        return "Monday morning: 4,000 sign in by password at once (REST, then the socket and a sync), while others chat.";
    }

    @Override
    public String usage() {
        return "--users 4000 --live 200 --live-rate 50 --warmup 60 --warmup-rate 400 --reconnect-within 900 --limit-ms 200 (delivery p99 of the live)";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> live = stage.people(stage.options().count("live", 200));
        List<Client> coming = stage.peopleWithPasswords(stage.options().count("users", 4000));
        List<Conversation> conversations = stage.pairs(live);
        Load load = stage.loadWithSync();
        stage.connect(live);
        double warmup = stage.options().number("warmup", 60);
        double warmupRate = stage.options().number("warmup-rate", 400);
        // They come to a system that has been running since Friday, not to compilers that have just begun.
        findings.phase(stage.measure(load, Plan.anybodyIn(conversations), "before", warmupRate, 0, warmup));
        var comingAtOnce = new Return(stage, coming, stage.options().number("reconnect-within", 900));
        Phase phase = comingAtOnce.amid(conversations, load, UNTIL_EIGHT_SECONDS, findings);
        stage.limits().phase(phase, LIMIT_MS);
        stage.verify(load);
    }
}
