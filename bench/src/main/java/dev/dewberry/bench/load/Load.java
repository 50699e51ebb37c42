package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Observer;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.wire.ServerFrame;
import dev.dewberry.bench.wire.Slice;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Puts a plan's messages on the sockets of a swarm at the pacer's times and enters what becomes of them in the ledger.
public final class Load implements Observer {
    private static final long DEFAULT_RETRY_MS = 250;
    private static final long MAX_RETRY_MS = 10_000;

    private final Swarm swarm;
    private final Ledger ledger;
    private final MessageForm form;
    private final Random random;
    private final boolean even;
    private @Nullable HistoryCheck check;
    private long foreign;
    private long refusedForGood;

    public Load(Swarm swarm, int textSize, boolean even, long seed) {
        this.swarm = swarm;
        this.ledger = new Ledger(swarm.conversations().all(), swarm.clients());
        this.form = new MessageForm(ledger, textSize, seed, System.currentTimeMillis(), System.nanoTime());
        this.random = new Random(seed);
        this.even = even;
    }

    public Ledger ledger() {
        return ledger;
    }

    public MessageForm form() {
        return form;
    }

    /// Sends for `warmup` seconds without measuring, then into `window` for its length. Returns when the last message
    /// is
    /// out; [#settle] waits for the answers.
    public void run(Plan plan, double perSecond, double warmup, Window window, Runnable measuringStarts)
            throws InterruptedException {
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        long from = start + (long) (warmup * 1e9);
        long end = from + (long) (window.seconds() * 1e9);
        var finished = new CountDownLatch(1);
        new Pacer(
                        swarm.loop(),
                        random.nextLong(),
                        even,
                        perSecond,
                        start,
                        end,
                        due -> send(plan, due, due >= from ? window : null),
                        finished::countDown)
                .start();
        long untilMeasuring = from - System.nanoTime();
        if (!finished.await(Math.max(0, untilMeasuring), TimeUnit.NANOSECONDS)) {
            measuringStarts.run();
        }
        finished.await();
    }

    private void send(Plan plan, long due, @Nullable Window window) {
        Plan.Step step = plan.next(random);
        int n = ledger.add(due, step.sender(), step.to(), window);
        step.sender().send(n);
        if (window != null) {
            window.lag().recordValue(Math.max(0, (System.nanoTime() - due) / 1000));
        }
    }

    /// Waits until everything of the window was answered and delivered, or until `seconds` have gone; true when
    /// complete.
    public boolean settle(Window window, double seconds) throws InterruptedException {
        long deadline = System.nanoTime() + (long) (seconds * 1e9);
        var complete = new boolean[1];
        while (System.nanoTime() < deadline) {
            swarm.onLoop(() -> complete[0] = window.complete());
            if (complete[0]) {
                return true;
            }
            Thread.sleep(20);
        }
        return false;
    }

    @Override
    public void acked(Client client, int n, long seq, long event, boolean duplicate, long now) {
        if (!ledger.knows(n) || !ledger.acked(n, seq, event)) {
            return;
        }
        Window window = ledger.window(n);
        if (window != null) {
            window.acked++;
            window.ack().recordValue(Math.max(0, (now - ledger.due(n)) / 1000));
        }
    }

    @Override
    public void refused(Client client, int n, Slice code, long retryAfterMs, long now) {
        if (!ledger.knows(n)) {
            return;
        }
        if (code.is("busy") || code.is("internal") || code.is("rate_limited")) {
            ledger.repeat(n);
            swarm.later(backoff(n, retryAfterMs), () -> client.repeat(n));
        } else {
            refusedForGood++;
        }
    }

    /// As clients should: not before the server wants it, twice as long each time, and not all at the same moment.
    private long backoff(int n, long retryAfterMs) {
        long least = retryAfterMs > 0 ? retryAfterMs : DEFAULT_RETRY_MS;
        long ceiling = Math.min(MAX_RETRY_MS, least << Math.min(ledger.tries(n) - 1, 6));
        return least + random.nextLong(Math.max(1, ceiling));
    }

    @Override
    public void delivered(Client client, Slice text, long seq, boolean recovered, long now) {
        int n = form.number(text);
        if (n < 0) {
            foreign++;
            return;
        }
        ledger.arrive(n);
        Window window = ledger.window(n);
        if (window != null) {
            window.delivered++;
            window.recovered += recovered ? 1 : 0;
            window.delivery().recordValue(Math.max(0, (now - ledger.due(n)) / 1000));
        }
    }

    /// Reads the conversations back and compares them with the ledger.
    public Verdict verify(double share, double seconds) throws InterruptedException {
        var reading = new HistoryCheck(swarm, ledger, form);
        check = reading;
        return reading.run(share, seconds);
    }

    @Override
    public void page(Client client, int conversation, ServerFrame frame, ServerFrame entry) {
        if (check != null) {
            check.page(conversation, frame, entry);
        }
    }

    public void pageRefused(int conversation, long retryAfterMs) {
        if (check != null) {
            check.refused(conversation, retryAfterMs);
        }
    }

    /// Events that came from outside the load, creation of groups and the like.
    public long foreign() {
        return foreign;
    }

    /// Sends that the server refused with an error that repeating does not mend.
    public long refusedForGood() {
        return refusedForGood;
    }
}
