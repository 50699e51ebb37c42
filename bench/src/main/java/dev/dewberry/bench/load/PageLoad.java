package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.client.PageReader;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.wire.ServerFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;

/// Asks for random pages of history on a schedule that knows nothing of the answers, and looks whether each page holds
/// just the events it should. Times are taken from when a page was *due*.
public final class PageLoad implements PageReader {
    private static final long LEAST_PAUSE_MS = 100;

    private final Swarm swarm;
    private final int pageSize;
    private final Map<Conversation, Long> heads = new HashMap<>();
    private final List<Conversation> conversations;
    private final Map<Integer, Asked> open = new HashMap<>();
    private final Random random = new Random(5);
    private final Histogram times = Swarm.histogram();
    private int asked;
    private long refused;
    private long wrong;
    private long events;

    private record Asked(Conversation of, Client by, long after, long due, boolean measured) {}

    /// @param ledger what was acknowledged says how far each conversation goes
    public PageLoad(Swarm swarm, Ledger ledger, int pageSize) {
        this.swarm = swarm;
        this.pageSize = pageSize;
        swarm.onLoop(() -> {
            for (int n = 0; n < ledger.count(); n++) {
                heads.merge(ledger.conversation(n), ledger.seq(n), Math::max);
            }
            heads.values().removeIf(head -> head == 0);
        });
        this.conversations = List.copyOf(heads.keySet());
    }

    /// Asks `perSecond` times a second, for `warmup` seconds without measuring and then for `seconds`.
    public void start(double perSecond, double warmup, double seconds) {
        if (conversations.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        long from = start + (long) (warmup * 1e9);
        swarm.onLoop(() -> swarm.pagesTo(this));
        new Pacer(
                        swarm.loop(),
                        random.nextLong(),
                        false,
                        perSecond,
                        start,
                        from + (long) (seconds * 1e9),
                        due -> ask(due, due >= from),
                        () -> {})
                .start();
    }

    private boolean ask(long due, boolean measured) {
        Conversation of = conversations.get(random.nextInt(conversations.size()));
        Client by = of.members().get(random.nextInt(of.members().size()));
        long after = random.nextLong(heads.getOrDefault(of, 1L));
        open.put(asked, new Asked(of, by, after, due, measured));
        send(asked++);
        return true;
    }

    private void send(int request) {
        Asked question = open.get(request);
        if (question != null && !question.by().page(request, question.of(), question.after(), pageSize)) {
            swarm.later(LEAST_PAUSE_MS, () -> send(request));
        }
    }

    @Override
    public void page(int request, ServerFrame page, ServerFrame entry, long now) {
        Asked question = open.remove(request);
        if (question == null) {
            wrong++;
            return;
        }
        if (question.measured()) {
            times.recordValue(Math.max(0, now - question.due()) / 1000);
        }
        long seq = question.after();
        var entries = page.entries();
        while (entries.next(entry)) {
            wrong += entry.seq() == seq + 1 ? 0 : 1;
            seq = entry.seq();
            events++;
        }
        long head = heads.getOrDefault(question.of(), 0L);
        wrong += seq - question.after() == Math.min(pageSize, head - question.after()) ? 0 : 1;
    }

    @Override
    public void refused(int request, long retryAfterMs) {
        refused++;
        swarm.later(Math.max(LEAST_PAUSE_MS, retryAfterMs), () -> send(request));
    }

    /// From when a page was due to its arrival, in microseconds, once it was measured.
    public Histogram times() {
        return times;
    }

    public int asked() {
        return asked;
    }

    /// Pages that have no answer yet.
    public int open() {
        return open.size();
    }

    public long refused() {
        return refused;
    }

    /// Events that were not the next, and pages too short or too long.
    public long wrong() {
        return wrong;
    }

    public long events() {
        return events;
    }
}
