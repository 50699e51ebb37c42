package dev.dewberry.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.report.Findings;
import dev.dewberry.bench.report.Latency;
import dev.dewberry.bench.report.Phase;
import dev.dewberry.bench.scenario.Scenarios;
import dev.dewberry.bench.scenario.Stage;
import dev.dewberry.bench.standin.Faults;
import dev.dewberry.bench.standin.StandInServer;
import dev.dewberry.bench.system.AdminApi;
import dev.dewberry.bench.system.RemoteSystem;
import dev.dewberry.bench.system.ServerProcess;
import dev.dewberry.bench.system.SystemUnderTest;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Runs the scenarios in small against the stand-in: each reports what it is for, passes where all is well and fails
/// where its limit is broken. Limits on times are far off here, a busy machine keeps none.
@Timeout(120)
class ScenariosIT {
    private final Faults faults = new Faults();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Findings findings = new Findings();
    private StandInServer server;
    private AdminApi api;
    private Swarm swarm;

    @BeforeEach
    void start() throws InterruptedException {
        server = new StandInServer(faults);
        api = new AdminApi(server.base());
        swarm = new Swarm(group.next(), server.base(), 7);
        api.login("admin", "secret");
    }

    @AfterEach
    void stop() {
        swarm.onLoop(swarm::end);
        api.close();
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Options run(String name, String options) throws InterruptedException {
        return run(name, new RemoteSystem(server.base(), "admin", "secret"), options);
    }

    private Options run(String name, SystemUnderTest system, String options) throws InterruptedException {
        Options parsed = Options.parse(options.split(" "));
        Scenarios.named(name).run(new Stage(parsed, system, swarm, api, findings, 7), findings);
        return parsed;
    }

    private void passed() {
        assertThat(findings.passed()).as("%s", findings.warnings()).isTrue();
    }

    private Object figure(String name) {
        assertThat(findings.figures()).containsKey(name);
        return findings.figures().get(name);
    }

    private double number(String name) {
        return ((Number) figure(name)).doubleValue();
    }

    @Test
    void theSeedIsMeasuredAfterAnOfficesLoad() throws InterruptedException {
        run(
                "seed",
                "--users 40 --rate 50 --warmup-rate 200 --warmup 1 --seconds 2 --limit-ms 9999 --limit-mean-ms 9999");

        passed();
        assertThat(findings.phases()).extracting(Phase::name).containsExactly("before", "one-to-one");
        assertThat(findings.phases().getFirst().sent()).isBetween(120L, 290L);
        assertThat(findings.phases().getLast().sent()).isBetween(50L, 160L);
    }

    @Test
    void theSeedFailsWhereTheMeanIsAboveItsLimit() throws InterruptedException {
        run("seed", "--users 10 --rate 50 --warmup 0 --seconds 1 --limit-ms 9999 --limit-mean-ms 0");

        assertThat(findings.passed()).isFalse();
        assertThat(findings.warnings()).anyMatch(warning -> warning.contains("mean"));
    }

    @Test
    void startKillsNothingThatIsNotItsOwn() {
        assertThatThrownBy(() -> run("start", "--times 1"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("a system of its own");
    }

    @Test
    void theOfficesLimitIsStricterWithoutMarks() throws InterruptedException {
        assertThat(run("office", "--users 4 --rate 20 --warmup 0 --seconds 0.2").inEffect())
                .containsEntry("limit-ms", "60");
        assertThat(run("office", "--users 4 --rate 20 --warmup 0 --seconds 0.2 --bare")
                        .inEffect())
                .containsEntry("limit-ms", "30");
    }

    @Test
    void theTownhallCountsDeliveriesAndMarks() throws InterruptedException {
        run("townhall", "--users 60 --rate 20 --warmup 0 --seconds 2 --limit-ms 9999");

        passed();
        Phase phase = findings.phases().getFirst();
        assertThat(phase.delivered()).isEqualTo(phase.sent() * 59);
        assertThat(number("deliveries per second")).isEqualTo(phase.delivered() / 2.0);
        // One `delivered` for each event and one `read` for every second; the last may still be under way.
        assertThat(number("marks that the receivers sent per second"))
                .isBetween(phase.delivered() / 2.0, phase.delivered() * 1.6 / 2);
    }

    @Test
    void loginsCountWhoIsWelcomedInASecond() throws InterruptedException {
        run("logins", "--users 300 --least-rate 1");

        passed();
        assertThat(number("connects per second")).isPositive();
        assertThat(((Latency) figure("ms to welcome")).count()).isEqualTo(300);
    }

    @Test
    void loginsFailWhereTheyAreTooSlow() throws InterruptedException {
        run("logins", "--users 20 --least-rate 10000000");

        assertThat(findings.passed()).isFalse();
    }

    @Test
    void onMondayEverybodyIsServedThoughSomeAreToldToComeAgain() throws InterruptedException {
        faults.signInBusy = n -> n % 3 == 0;

        run("monday", "--users 90 --live 10 --live-rate 50 --warmup 0.2 --limit-ms 9999");

        passed();
        assertThat(number("clients served")).isEqualTo(90);
        assertThat(number("attempts that failed")).isGreaterThanOrEqualTo(30);
        assertThat(swarm.tally().signIns).isGreaterThanOrEqualTo(120);
        assertThat(((Latency) figure("ms to welcome, from the first moment")).count())
                .isEqualTo(90);
        assertThat(findings.phases().getFirst().delivered()).isPositive();
    }

    @Test
    void mondayFailsWhereNobodyCanSignIn() throws InterruptedException {
        faults.signInBusy = n -> true;

        run("monday", "--users 10 --live 4 --live-rate 20 --warmup 0 --reconnect-within 1");

        assertThat(findings.passed()).isFalse();
        assertThat(number("clients served")).isZero();
    }

    @Test
    void whoWasAwayGetsAllThatWasMissed() throws InterruptedException {
        run(
                "catchup",
                "--users 60 --live 10 --live-rate 50 --groups 2 --group-size 12 --missed 60 --rate 500 --warmup 0.2"
                        + " --limit-ms 9999");

        passed();
        assertThat(number("clients served")).isEqualTo(60);
        assertThat(number("messages missed by each")).isEqualTo(60);
        assertThat(number("events caught up with")).isEqualTo(60 * 60);
    }

    @Test
    void whoIsToldToAskLaterStillGetsAll() throws InterruptedException {
        faults.historyBusy = n -> n % 3 == 0;

        run(
                "catchup",
                "--users 20 --live 4 --live-rate 20 --groups 1 --group-size 10 --missed 120 --rate 1000 --warmup 0"
                        + " --limit-ms 9999");

        passed();
        assertThat(number("events caught up with")).isEqualTo(20 * 120);
    }

    @Test
    void catchUpNoticesWhatNeverCame() throws InterruptedException {
        faults.notStored = n -> n == 10;

        run(
                "catchup",
                "--users 20 --live 4 --live-rate 20 --groups 1 --group-size 10 --missed 20 --rate 500 --warmup 0"
                        + " --limit-ms 9999");

        assertThat(findings.passed()).isFalse();
        assertThat(findings.verdict()).isNotNull();
        assertThat(findings.verdict().lost()).isEqualTo(1);
        assertThat(findings.verdict().missingDeliveries()).isEqualTo(10);
    }

    @Test
    void theCrowdComesInThreeSteps() throws InterruptedException {
        run("crowd", "--users 320 --seconds 0.1");

        passed();
        assertThat(findings.figures())
                .containsKeys(
                        "gateway, PSS MiB with 0",
                        "gateway, PSS bytes per connection with 20",
                        "gateway, PSS bytes per connection with 80",
                        "gateway, resident bytes per connection with 320");
    }

    /// The stand-in as a system of the bench's own.
    private class Local implements SystemUnderTest {
        @Override
        public URI base() {
            return server.base();
        }

        @Override
        public String adminUsername() {
            return "admin";
        }

        @Override
        public String adminPassword() {
            return "secret";
        }

        @Override
        public List<ServerProcess> processes() {
            return List.of();
        }

        @Override
        public String describe() {
            return "a test";
        }

        @Override
        public void close() {
            // The test stops it.
        }
    }

    private final class WithGateway extends Local {
        private final long pid;

        private WithGateway(long pid) {
            this.pid = pid;
        }

        @Override
        public List<ServerProcess> processes() {
            return List.of(new ServerProcess("gateway-service", pid));
        }
    }

    @Test
    void aCrowdThatTheGatewayHasNoFilesForIsRefusedInWords() throws InterruptedException, IOException {
        Process gateway = new ProcessBuilder("sh", "-c", "ulimit -n 300 && exec sleep 60").start();
        try {
            var system = new WithGateway(gateway.pid());
            // The shell has set its limit when it has become another program.
            while (!gateway.info().command().orElse("").endsWith("sleep")) {
                assertThat(gateway.isAlive()).isTrue();
                Thread.sleep(10);
            }

            assertThatThrownBy(() -> run("crowd", system, "--users 320"))
                    .isInstanceOf(BenchException.class)
                    .hasMessageContaining("gateway-service may have 300")
                    .hasMessageContaining("ulimit -n 520");
        } finally {
            gateway.destroy();
        }
    }

    @Test
    void anSdCardIsASlowDiskWithoutBeingAskedFor() {
        assertThat(Scenarios.named("sdcard").fsyncMillis()).isEqualTo(10);
        assertThat(Scenarios.named("peak").fsyncMillis()).isZero();
    }

    /// Takes so many sends a second; 0 for no bound.
    private final class WithDisk extends Local {
        private final int asItIs;
        private final int whileSlow;

        private WithDisk(int asItIs, int whileSlow) {
            this.asItIs = asItIs;
            this.whileSlow = whileSlow;
        }

        @Override
        public void slowDisk(boolean slow) {
            faults.capacity = slow ? whileSlow : asItIs;
        }
    }

    private static final String SHORT_SEARCH =
            "--users 40 --from-rate 100 --to-rate 250 --warmup 0.2 --step-warmup 0.2 --step-seconds 0.5 --rest 0 --settle 1 --arrivals even --limit-ms ";

    @Test
    void anSdCardThatTakesNothingFromThePeakPasses() throws InterruptedException {
        run("sdcard", new WithDisk(0, 0), SHORT_SEARCH + 9999);

        passed();
        assertThat(number("highest rate held, messages per second, disk as it is"))
                .isEqualTo(225);
        assertThat(number("percent of the peak on the disk as it is")).isEqualTo(90);
    }

    @Test
    void anSdCardThatTakesHalfThePeakFails() throws InterruptedException {
        run("sdcard", new WithDisk(0, 60), SHORT_SEARCH + 400);

        assertThat(findings.passed()).isFalse();
        assertThat(findings.warnings()).anyMatch(warning -> warning.contains("percent of the peak on the disk"));
    }

    @Test
    void aSlowDiskThatTakesMoreThanTheDiskAsItIsFails() throws InterruptedException {
        run("sdcard", new WithDisk(60, 0), SHORT_SEARCH + 400);

        assertThat(findings.passed()).isFalse();
        assertThat(findings.warnings()).anyMatch(warning -> warning.contains("did not find its peak"));
    }

    private static final String SHORT_SOAK =
            "--minutes 0.1 --sample-seconds 2 --users 20 --groups 3 --group-size 5" + " --rate 60 --warmup 0.2";

    @Test
    void aSoakInWhichNothingGrowsPassesAndClientsGoAndComeMeanwhile() throws InterruptedException {
        run("soak", SHORT_SOAK);

        passed();
        Phase phase = findings.phases().getFirst();
        assertThat(phase.seconds()).isBetween(5.9, 9.0);
        assertThat(phase.delivered()).isEqualTo(phase.deliveriesExpected()).isGreaterThan(phase.sent());
        assertThat(swarm.tally().welcomes).isEqualTo(20 + 3);
        assertThat(findings.warnings()).containsExactly("Too short to judge p99 by the minute.");
    }

    @Test
    void aSoakFailsWhereAProcessOpensEverMoreFiles() throws InterruptedException, IOException {
        Process leaking = new ProcessBuilder("bash", "-c", "while sleep 0.01; do exec {fd}</dev/null; done").start();
        try {
            run("soak", new WithGateway(leaking.pid()), SHORT_SOAK);
        } finally {
            leaking.destroy();
        }

        assertThat(findings.passed()).isFalse();
        assertThat(findings.warnings()).anyMatch(warning -> warning.contains("open files went from"));
    }

    @Test
    void aSoakTooShortForAVerdictIsRefused() {
        assertThatThrownBy(() -> run("soak", "--minutes 0.1 --users 4 --groups 0 --warmup 0"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("three samples");
    }

    @Test
    void growthTakesConnectionsAndThenMessagesInSteps() throws InterruptedException {
        run(
                "growth",
                "--users 64 --seconds 0.1 --chatting 10 --from-rate 40 --to-rate 100 --warmup 0.3 --warmup-rate 50"
                        + " --step-seconds 1");

        passed();
        assertThat(findings.phases())
                .extracting(Phase::name)
                .containsExactly("before", "40/s", "50/s", "70/s", "100/s");
        assertThat(findings.figures())
                .containsKeys(
                        "gateway, PSS KiB per connection with 4",
                        "gateway, PSS KiB per connection with 16",
                        "gateway, PSS KiB per connection with 64",
                        "server CPU µs per message at 100/s");
        assertThat(findings.verdict()).isNotNull();
        assertThat(findings.verdict().clean()).isTrue();
    }

    @Test
    void growthFailsWhereTheHighestRateIsTooMuch() throws InterruptedException {
        faults.capacity = 60;

        run(
                "growth",
                "--users 16 --seconds 0 --chatting 8 --from-rate 20 --to-rate 300 --warmup 0 --step-seconds 1 --settle 0.5");

        assertThat(findings.passed()).isFalse();
        assertThat(findings.warnings()).anyMatch(warning -> warning.contains("300 messages a second were more"));
    }

    @Test
    void anOverloadThatIsShedLeavesThroughputAndPassesSoon() throws InterruptedException {
        faults.capacity = 300;

        run("overload", "--users 40 --rate 220 --warmup 0.2 --seconds 3 --limit-ms 2000 --settle 6");

        passed();
        assertThat(findings.phases()).hasSize(4);
        assertThat(number("percent of the peak under 3 times of it")).isBetween(65.0, 145.0);
        assertThat(findings.verdict()).isNotNull();
        assertThat(findings.verdict().givenUp()).isPositive();
        assertThat(findings.verdict().unanswered()).isZero();
    }

    @Test
    void anOverloadThatTakesThroughputFails() throws InterruptedException {
        faults.capacity = 60;

        run("overload", "--users 40 --rate 200 --warmup 0 --seconds 2 --settle 1");

        assertThat(findings.passed()).isFalse();
        assertThat(findings.warnings()).anyMatch(warning -> warning.contains("percent of the peak under 3 times"));
    }

    private static final String SHORT_ABUSE = "--users 12 --flooders 2 --at-once 4 --live 6 --live-rate 50"
            + " --returning 2 --warmup 0.2 --seconds 1 --limit-ms 9999";

    @Test
    void peopleChatBesideEachKindOfAbuse() throws InterruptedException {
        run("abuse", SHORT_ABUSE);

        passed();
        assertThat(findings.phases())
                .extracting(Phase::name)
                .containsExactly(
                        "nobody", "never-read", "half-frames", "bad-tokens", "bad-tokens-at-home", "flood", "broken");
        assertThat(findings.phases()).allMatch(phase -> phase.delivered() > 0);
        assertThat(figure("never-read: answers to those who never read"))
                .asString()
                .contains("welcome × 12");
        assertThat(figure("never-read: answers to those who write to them"))
                .asString()
                .contains("ack");
        // Every third has not even asked to the end.
        assertThat(figure("half-frames: answers to them")).asString().contains("upgraded × 8");
        assertThat(figure("bad-tokens: answers to them")).asString().contains("close 4401");
        assertThat(figure("flood: answers to them")).asString().contains("ack");
        assertThat(figure("broken: answers to them")).asString().contains("close 1009", "close 4400");
        assertThat(((Latency) figure("broken: ms to welcome of those who return")).count())
                .isPositive();
        assertThat(findings.verdict()).isNotNull();
        assertThat(findings.verdict().clean()).isTrue();
    }

    @Test
    void abuseThatCostsPeopleTheirConnectionsFails() throws InterruptedException {
        faults.cutsAllForABadToken = true;

        run("abuse", SHORT_ABUSE + " --only bad-tokens");

        assertThat(findings.passed()).isFalse();
        assertThat(findings.warnings()).anyMatch(warning -> warning.contains("closed connections of people"));
    }

    @Test
    void anUnknownKindOfAbuseIsRefused() {
        assertThatThrownBy(() -> run("abuse", SHORT_ABUSE + " --only nonsense"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("nonsense");
    }

    @Test
    void historyReadsRandomPagesAndLooksWhatIsInThem() throws InterruptedException {
        run("history", "--users 8 --events 600 --rate 2000 --pages 100 --warmup 0.3 --seconds 2 --limit-ms 9999");

        passed();
        assertThat(number("pages asked for")).isBetween(130.0, 330.0);
        assertThat(((Latency) figure("ms to a page")).count()).isBetween(100L, 300L);
        assertThat(number("events a page")).isBetween(20.0, 50.0);
    }

    @Test
    void historyNoticesPagesWithHoles() throws InterruptedException {
        faults.notStored = n -> n == 20;

        run("history", "--users 2 --events 60 --rate 2000 --pages 100 --warmup 0 --seconds 1 --limit-ms 9999");

        assertThat(findings.passed()).isFalse();
        assertThat(number("pages with wrong events")).isPositive();
    }

    @Test
    void nobodyElsesSystemIsFilledWithAPast() {
        assertThatThrownBy(() -> run("aged", "--users 40 --events 20000"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("--target");
        assertThat(swarm.clients()).isEmpty();
    }
}
