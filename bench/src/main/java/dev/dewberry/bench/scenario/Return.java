package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.client.Outage;
import dev.dewberry.bench.load.Load;
import dev.dewberry.bench.load.Plan;
import dev.dewberry.bench.load.Timeline;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Latency;
import dev.dewberry.bench.report.Phase;
import java.util.List;

/// Many clients that come, or come back, all at one moment, and are waited for until each is served.
final class Return {
    private static final int REST_SECONDS = 2;

    private final Stage stage;
    private final List<Client> who;
    private final double within;
    private boolean all;

    /// @param within seconds in which all have to be there
    Return(Stage stage, List<Client> who, double within) {
        this.stage = stage;
        this.who = who;
        this.within = within;
    }

    /// Lets them come while others chat.
    ///
    /// @param before seconds for which these have chatted before
    Phase amid(List<Conversation> chats, Load load, double before, Findings findings) throws InterruptedException {
        Timeline timeline = new Timeline(System.nanoTime() + (long) (before * 1e9));
        Phase phase = stage.measurement(load)
                .during(
                        Plan.anybodyIn(chats),
                        "live chats",
                        stage.options().number("live-rate", 50),
                        before,
                        timeline,
                        this::happens);
        findings.phase(phase);
        findings.figure("delivery p99 of the live chats in ms, by the second", timeline.p99());
        report(findings);
        return phase;
    }

    /// Lets them all begin at once and waits until all have synced, and a little longer for what they left behind.
    private void happens() throws InterruptedException {
        stage.say("%d clients come at once", who.size());
        Outage outage = stage.swarm().outage();
        stage.swarm().onLoop(() -> {
            outage.begin(who);
            stage.swarm().dialer().connect(who, Integer.MAX_VALUE);
        });
        all = stage.await(outage::unsynced, within);
        stage.pause(REST_SECONDS);
    }

    private void report(Findings findings) {
        stage.swarm().onLoop(() -> {
            Outage outage = stage.swarm().outage();
            int served = who.size() - outage.unsynced();
            double seconds = outage.toSynced().getMaxValue() / 1e6;
            findings.figure("clients served", served);
            findings.figure("seconds until the last was served", seconds);
            findings.figure("clients served per second", seconds > 0 ? served / seconds : 0.0);
            findings.figure("ms to welcome, from the first moment", Latency.of(outage.toWelcome()));
            findings.figure("ms to synced, from the first moment", Latency.of(outage.toSynced()));
            findings.figure("attempts that failed", stage.swarm().tally().connectFailures);
            if (!all) {
                findings.fail("%d of %d clients were not served within %.0f s"
                        .formatted(who.size() - served, who.size(), within));
            }
        });
    }
}
