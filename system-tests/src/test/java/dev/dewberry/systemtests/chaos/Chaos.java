package dev.dewberry.systemtests.chaos;

import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.chaos.Crowd.Standstill;
import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.ServiceProcess;
import dev.dewberry.systemtests.traffic.Findings;
import dev.dewberry.systemtests.traffic.Findings.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;

/// One fault after the other, each felt, healed and recovered from before the next.
final class Chaos {

    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(90);

    private final DewberryCluster cluster;
    private final Crowd crowd;
    private final Catalogue catalogue;
    private final Random random;
    private final long seed;
    private final Findings findings = new Findings();
    private final List<Round> rounds = new ArrayList<>();
    private final long began = System.currentTimeMillis();

    Chaos(DewberryCluster cluster, Crowd crowd, long seed, String only) {
        this.cluster = cluster;
        this.crowd = crowd;
        this.seed = seed;
        catalogue = new Catalogue(cluster, seed, only);
        random = new Random(seed);
    }

    /// Faults as long as there is time for them, and the judgement.
    Verdict runFor(Duration duration) {
        long end = began + duration.toMillis();
        return run(() -> System.currentTimeMillis() < end);
    }

    /// So many faults, and the judgement.
    Verdict run(int faults) {
        return run(() -> rounds.size() < faults);
    }

    private Verdict run(BooleanSupplier goOn) {
        try {
            while (goOn.getAsBoolean()) {
                Fault fault = catalogue.next();
                Round round = play(fault, longer(catalogue.hold(), fault.shortest()));
                rounds.add(round);
                say(round);
                sleep(Duration.ofMillis(random.nextInt(500, 2_000)));
            }
        } catch (Standstill standstill) {
            findings.add(Kind.UNANSWERED, standstill.getMessage());
        }
        crowd.judge(this::due, findings);
        return new Verdict(
                seed,
                System.currentTimeMillis() - began,
                crowd.sent(),
                crowd.acknowledged(),
                crowd.reconnections(),
                rounds,
                findings);
    }

    private Round play(Fault fault, Duration hold) {
        System.out.printf("%s  %s, for %d ms%n", clock(), fault.name(), hold.toMillis());
        long provoked = System.currentTimeMillis();
        fault.provoke();
        sleep(hold);
        fault.heal();
        long healed = System.currentTimeMillis();
        awaitStart();
        long started = System.currentTimeMillis();
        Crowd.Last last = crowd.awaitAnswers(provoked, LONGEST_RECOVERY);
        for (ServiceProcess process : cluster.processes()) {
            if (!process.isAlive()) {
                findings.add(Kind.CRASHED, process + " in round " + (rounds.size() + 1) + ", " + fault.name());
            }
        }
        cluster.start();
        crowd.awaitLookouts(LONGEST_RECOVERY);
        Round round = new Round(fault, provoked, healed, started, last, System.currentTimeMillis());
        crowd.awaitNoBacklog(LONGEST_RECOVERY);
        return round;
    }

    /// One that has ended instead is found out later.
    private void awaitStart() {
        try {
            await().atMost(LONGEST_RECOVERY)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() ->
                            cluster.processes().stream().allMatch(process -> !process.isAlive() || process.isReady()));
        } catch (ConditionTimeoutException never) {
            throw new Standstill("not all processes were ready after " + LONGEST_RECOVERY.toSeconds() + " s");
        }
    }

    /// What was committed during a fault may be told when that is over.
    private long due(long at) {
        for (Round round : rounds) {
            if (at >= round.provoked() - 1_000 && at <= round.ended()) {
                return round.ended();
            }
        }
        return at;
    }

    private void say(Round round) {
        System.out.printf(
                "%s    everybody could write again after %d ms, %d ms after it was healed (last: %s)%s%n",
                clock(),
                round.outage(),
                round.afterHealing(),
                round.last().where(),
                round.isPromiseKept() ? "" : "  TOO LATE");
    }

    private String clock() {
        long seconds = (System.currentTimeMillis() - began) / 1000;
        return "%02d:%02d".formatted(seconds / 60, seconds % 60);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
