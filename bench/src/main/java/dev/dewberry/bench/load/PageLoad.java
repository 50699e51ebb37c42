package dev.dewberry.bench.load;

import dev.dewberry.bench.client.PageReader;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.wire.ServerFrame;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;

/// Asks for random pages of history on a schedule that knows nothing of the answers, and looks whether each page holds
/// just the events it should. Times are taken from when a page was *due*.
public final class PageLoad implements PageReader {
    private static final long LEAST_PAUSE_MS = 100;

    private final Swarm swarm;
    private final PagePlan plan;
    private final int pageSize;
    private final Map<Integer, Asked> open = new HashMap<>();
    private final Random random = new Random(5);
    private final Histogram times = Swarm.histogram();
    private int asked;
    private long refused;
    private long wrong;
    private long events;

    private record Asked(PagePlan.Question question, long due, boolean measured) {}

    public PageLoad(Swarm swarm, PagePlan plan, int pageSize) {
        this.swarm = swarm;
        this.plan = plan;
        this.pageSize = pageSize;
    }

    /// Asks `perSecond` times a second, for `warmup` seconds without measuring and then for `seconds`.
    public void start(double perSecond, double warmup, double seconds) {
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
        PagePlan.Question question = plan.next(random);
        if (question == null) {
            return false;
        }
        open.put(asked, new Asked(question, due, measured));
        send(asked++);
        return true;
    }

    private void send(int request) {
        Asked about = open.get(request);
        if (about != null && !sent(request, about.question())) {
            swarm.later(LEAST_PAUSE_MS, () -> send(request));
        }
    }

    private boolean sent(int request, PagePlan.Question question) {
        return question.up()
                ? question.by().page(request, question.of(), question.bound(), pageSize)
                : question.by().pageBefore(request, question.of(), question.bound(), pageSize);
    }

    @Override
    public void page(int request, ServerFrame page, ServerFrame entry, long now) {
        Asked about = open.remove(request);
        if (about == null) {
            wrong++;
            return;
        }
        if (about.measured()) {
            times.recordValue(Math.max(0, now - about.due()) / 1000);
        }
        PagePlan.Question question = about.question();
        long next = question.first();
        var entries = page.entries();
        while (entries.next(entry)) {
            wrong += entry.seq() == next && plan.holds(question, entry) ? 0 : 1;
            next = entry.seq() + 1;
            events++;
        }
        wrong += next - question.first() == question.count() ? 0 : 1;
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

    /// Events that were not the next or not what they should be, and pages too short or too long.
    public long wrong() {
        return wrong;
    }

    public long events() {
        return events;
    }
}
