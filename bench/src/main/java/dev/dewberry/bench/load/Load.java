package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Observer;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.wire.Slice;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Puts a plan's messages on the sockets of a swarm at the pacer's times and enters what becomes of them in the ledger.
public final class Load implements Observer {
    private static final long DEFAULT_RETRY_MS = 250;
    private static final long MAX_RETRY_MS = 10_000;
    private static final long HEAD_START_MS = 50;

    private final Swarm swarm;
    private final Ledger ledger;
    private final MessageForm form;
    private final Random random;
    private final boolean even;
    private long acked;
    private long foreign;
    private long refusedForGood;
    private int givenUpBelow;

    /// @param randomIds see [MessageForm]
    public Load(Swarm swarm, int textSize, boolean even, boolean randomIds, long seed) {
        this.swarm = swarm;
        this.ledger = new Ledger(swarm.conversations().all(), swarm.clients());
        this.form = new MessageForm(ledger, textSize, seed, System.currentTimeMillis(), System.nanoTime(), randomIds);
        this.random = new Random(seed);
        this.even = even;
    }

    public Ledger ledger() {
        return ledger;
    }

    public MessageForm form() {
        return form;
    }

    /// Sends for `warmup` seconds without measuring, then into `window`, for the given seconds.
    public Stretch start(Plan plan, double perSecond, double warmup, Window window, double seconds) {
        long start = soon();
        long from = start + (long) (warmup * 1e9);
        return start(plan, perSecond, start, from, from + (long) (seconds * 1e9), window);
    }

    /// The same until it is stopped.
    public Stretch startOpen(Plan plan, double perSecond, double warmup, Window window) {
        long start = soon();
        return start(plan, perSecond, start, start + (long) (warmup * 1e9), Pacer.WITHOUT_END, window);
    }

    /// Sends without measuring until the plan has no more.
    public void sendAll(Plan plan, double perSecond) throws InterruptedException {
        start(plan, perSecond, soon(), Long.MAX_VALUE, Pacer.WITHOUT_END, null).await();
    }

    private static long soon() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HEAD_START_MS);
    }

    private Stretch start(Plan plan, double perSecond, long start, long from, long end, @Nullable Window window) {
        var finished = new CountDownLatch(1);
        var pacer = new Pacer(
                swarm.loop(),
                random.nextLong(),
                even,
                perSecond,
                start,
                end,
                due -> send(plan, due, due >= from ? window : null),
                finished::countDown);
        pacer.start();
        return new Stretch(swarm.loop(), pacer, finished, from);
    }

    private boolean send(Plan plan, long due, @Nullable Window window) {
        Plan.Step step = plan.next(random);
        if (step == null) {
            return false;
        }
        int n = ledger.add(due, step.sender(), step.to(), window);
        step.sender().send(n);
        if (window != null) {
            window.late(System.nanoTime() - due);
        }
        return true;
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
            // The main thread waits, the clients have theirs; asking more often would cost the clients time.
            Thread.sleep(20);
        }
        return false;
    }

    /// People lose patience: what was answered `busy` so far, and what of it is still under way, is not sent again.
    /// Event loop.
    public void giveUpOpen() {
        givenUpBelow = ledger.count();
        for (int n = 0; n < givenUpBelow; n++) {
            if (ledger.seq(n) == 0 && ledger.repeated(n)) {
                giveUp(ledger.sender(n), n);
            }
        }
    }

    @Override
    public void acked(Client client, int n, long seq, long event, boolean duplicate, long now) {
        if (!ledger.knows(n) || !ledger.acked(n, seq, event)) {
            return;
        }
        acked++;
        Window window = ledger.window(n);
        if (window != null) {
            window.acked(now - ledger.due(n));
        }
    }

    @Override
    public void refused(Client client, int n, Slice code, boolean open, long retryAfterMs, long now) {
        if (!ledger.knows(n)) {
            return;
        }
        if (!open) {
            refusedForGood++;
            return;
        }
        ledger.repeat(n);
        if (n < givenUpBelow) {
            giveUp(client, n);
        } else {
            swarm.later(backoff(n, retryAfterMs), () -> repeat(client, n));
        }
    }

    private void repeat(Client client, int n) {
        if (n < givenUpBelow) {
            giveUp(client, n);
        } else {
            client.repeat(n);
        }
    }

    private void giveUp(Client client, int n) {
        ledger.giveUp(n);
        client.giveUp(n);
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
            window.delivered(ledger.due(n), now, recovered);
        }
    }

    /// Reads the conversations back and compares them with the ledger.
    public Verdict verify(double share, double seconds) throws InterruptedException {
        return new HistoryCheck(swarm, ledger, form).run(share, seconds);
    }

    /// Messages acknowledged so far, each once. Event loop.
    public long acked() {
        return acked;
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
