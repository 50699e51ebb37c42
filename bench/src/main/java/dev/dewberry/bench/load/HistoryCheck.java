package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.client.PageReader;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.wire.ServerFrame;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads whole conversations by `history` through the members' own sockets and holds every event against the ledger.
/// After a fault, messages are still committed and acknowledged while that goes on: a conversation in which one is not
/// found is read on from where it ended, so that nothing counts as lost but what a history lacks that was read after
/// the `ack`.
final class HistoryCheck implements PageReader {
    private static final int AT_ONCE = 16;
    private static final int PAGE = 200;

    private final Swarm swarm;
    private final Ledger ledger;
    private final MessageForm form;
    private final ArrayDeque<Reading> waiting = new ArrayDeque<>();
    private final Map<Integer, Reading> open = new HashMap<>();
    private final Map<Integer, Reading> read = new HashMap<>();
    private final BitSet found = new BitSet();
    /// Looked for in a history that was read after their `ack`.
    private final BitSet lookedFor = new BitSet();

    private final CountDownLatch finished = new CountDownLatch(1);
    private @Nullable Verdict result;
    private long events;
    private long doubled;
    private long misplaced;
    private long holes;
    private long disordered;

    private static final class Reading {
        final Conversation of;
        final Map<Long, Integer> lastOf = new HashMap<>();
        long after;

        Reading(Conversation of) {
            this.of = of;
        }
    }

    HistoryCheck(Swarm swarm, Ledger ledger, MessageForm form) {
        this.swarm = swarm;
        this.ledger = ledger;
        this.form = form;
    }

    Verdict run(double share, double seconds) throws InterruptedException {
        swarm.onLoop(() -> {
            swarm.pagesTo(this);
            var used = new BitSet();
            for (int n = 0; n < ledger.count(); n++) {
                used.set(ledger.conversation(n).index());
            }
            var chance = new Random(1);
            used.stream()
                    .filter(i -> share >= 1 || chance.nextDouble() < share)
                    .forEach(i ->
                            waiting.add(new Reading(swarm.conversations().all().get(i))));
            more();
        });
        boolean unusedInTime = finished.await((long) (seconds * 1000), TimeUnit.MILLISECONDS);
        var verdict = new Verdict[1];
        swarm.onLoop(() -> verdict[0] = result == null ? verdict() : result);
        return verdict[0];
    }

    private void more() {
        while (open.size() < AT_ONCE && !waiting.isEmpty()) {
            Reading reading = waiting.remove();
            open.put(reading.of.index(), reading);
            ask(reading);
        }
        if (open.isEmpty() && result == null) {
            readOnOrEnd();
        }
    }

    private void readOnOrEnd() {
        var behind = new BitSet();
        for (int n = 0; n < ledger.count(); n++) {
            int conversation = ledger.conversation(n).index();
            if (ledger.seq(n) != 0 && !found.get(n) && !lookedFor.get(n) && read.containsKey(conversation)) {
                lookedFor.set(n);
                behind.set(conversation);
            }
        }
        behind.stream().mapToObj(read::remove).forEach(waiting::add);
        if (waiting.isEmpty()) {
            // In the same moment: what is acknowledged from here on has not been looked for.
            result = verdict();
            finished.countDown();
        } else {
            more();
        }
    }

    private void ask(Reading reading) {
        for (Client member : reading.of.members()) {
            if (member.page(reading.of.index(), reading.of, reading.after, PAGE)) {
                return;
            }
        }
        // Nobody of it is online at the moment; they may come back.
        swarm.later(500, () -> ask(reading));
    }

    @Override
    public void refused(int conversation, long retryAfterMs) {
        Reading reading = open.get(conversation);
        if (reading != null) {
            swarm.later(Math.max(100, retryAfterMs), () -> ask(reading));
        }
    }

    @Override
    public void page(int conversation, ServerFrame frame, ServerFrame entry, long now) {
        Reading reading = open.get(conversation);
        if (reading == null) {
            return;
        }
        long before = reading.after;
        var entries = frame.entries();
        while (entries.next(entry)) {
            event(reading, entry);
        }
        if (frame.more() && reading.after > before) {
            ask(reading);
            return;
        }
        open.remove(conversation);
        read.put(conversation, reading);
        more();
    }

    private void event(Reading reading, ServerFrame event) {
        events++;
        if (event.seq() > reading.after + 1) {
            holes += event.seq() - reading.after - 1;
        } else if (event.seq() <= reading.after) {
            disordered++;
        }
        reading.after = Math.max(reading.after, event.seq());
        int n = form.number(event.text());
        if (n < 0) {
            return;
        }
        if (found.get(n)) {
            doubled++;
            return;
        }
        found.set(n);
        boolean elsewhere = ledger.conversation(n).index() != reading.of.index();
        boolean otherwise = ledger.seq(n) != 0 && (ledger.seq(n) != event.seq() || ledger.event(n) != event.event());
        if (elsewhere || otherwise) {
            misplaced++;
        }
        if (!ledger.repeated(n)) {
            Integer last = reading.lastOf.put(event.from(), n);
            if (last != null && last > n) {
                disordered++;
            }
        }
    }

    private Verdict verdict() {
        long acknowledged = 0;
        long givenUp = 0;
        long unansweredCount = 0;
        long foundUnacknowledged = 0;
        long lost = 0;
        long missing = 0;
        long excess = 0;
        for (int n = 0; n < ledger.count(); n++) {
            boolean wasRead = read.containsKey(ledger.conversation(n).index());
            int recipients = ledger.conversation(n).members().size() - 1;
            if (ledger.seq(n) == 0) {
                givenUp += ledger.givenUp(n) ? 1 : 0;
                unansweredCount += ledger.givenUp(n) ? 0 : 1;
                foundUnacknowledged += found.get(n) ? 1 : 0;
            } else {
                acknowledged++;
                lost += wasRead && lookedFor.get(n) && !found.get(n) ? 1 : 0;
                missing += Math.max(0, recipients - ledger.arrived(n));
            }
            excess += Math.max(0, ledger.arrived(n) - recipients);
        }
        return new Verdict(
                ledger.count(),
                acknowledged,
                givenUp,
                unansweredCount,
                foundUnacknowledged,
                read.size(),
                events,
                waiting.size() + open.size(),
                lost,
                doubled,
                misplaced,
                holes,
                disordered,
                missing,
                excess,
                swarm.tally().repeatedLive);
    }
}
