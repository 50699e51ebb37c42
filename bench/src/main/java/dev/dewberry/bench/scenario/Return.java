package dev.dewberry.bench.scenario;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Outage;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Latency;
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

    /// Lets them all begin at once and waits until all have synced, and a little longer for what they left behind.
    void happens() throws InterruptedException {
        stage.say("%d clients come at once", who.size());
        Outage outage = stage.swarm().outage();
        stage.swarm().onLoop(() -> {
            outage.begin(who);
            stage.swarm().dialer().connect(who, Integer.MAX_VALUE);
        });
        all = stage.await(outage::unsynced, within);
        stage.pause(REST_SECONDS);
    }

    /// To be called when the load is over.
    void report(Findings findings) {
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
