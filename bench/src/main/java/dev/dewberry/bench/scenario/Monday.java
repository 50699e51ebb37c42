package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Phase;
import java.util.List;

/// Monday, eight o'clock: everybody signs in by password at the same moment, while some are at work already and must
/// not suffer.
final class Monday implements Scenario {
    private static final double LIMIT_MS = 200;

    @Override
    public String summary() {
        return "Monday morning: 4,000 sign in by password at once (REST, then the socket and a sync), while others chat.";
    }

    @Override
    public String usage() {
        return "--users 4000 --live 200 --live-rate 50 --warmup 20 --reconnect-within 900 --limit-ms 200 (delivery p99 of the live)";
    }

    @Override
    public void run(Stage stage, Findings findings) throws InterruptedException {
        List<Client> live = stage.people(stage.options().count("live", 200));
        List<Client> coming = stage.peopleWithPasswords(stage.options().count("users", 4000));
        List<Conversation> conversations = stage.pairs(live);
        Load load = stage.loadWithSync();
        stage.connect(live);
        var comingAtOnce = new Return(stage, coming, stage.options().number("reconnect-within", 900));
        Phase phase = comingAtOnce.amid(conversations, load, 20, findings);
        stage.limits().phase(phase, LIMIT_MS);
        stage.verify(load);
    }
}
