package dev.dewberry.client;

import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ServerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Fetches what logs miss from the history, page by page, a few conversations at a time, and not faster than the
/// listener takes it: a long absence fills neither the memory nor the connection. Loop-confined.
final class GapFiller {

    private static final int AT_ONCE = 4;
    private static final int PAGE = 200;
    /// Fruitless answers in a row, over some two minutes, after which a gap is not believed any more.
    private static final int TRIES = 10;

    private final Loop loop;
    private final Executor callbacks;
    private final Connector connector;
    private final Requests requests;
    private final Backlog untold;
    private final Consumer<ConversationLog> changed;
    private final Set<ConversationLog> queued = new LinkedHashSet<>();
    private final Map<ConversationLog, Filling> fillings = new HashMap<>();
    private int busy;

    /// @param untold what the listener has not had yet; while that is full, nothing more is begun
    /// @param changed called when a log got further
    GapFiller(
            Loop loop,
            Executor callbacks,
            Connector connector,
            Requests requests,
            Backlog untold,
            Consumer<ConversationLog> changed) {
        this.loop = loop;
        this.callbacks = callbacks;
        this.connector = connector;
        this.requests = requests;
        this.untold = untold;
        this.changed = changed;
    }

    /// Something is missing in this log.
    void fill(ConversationLog log) {
        if (!fillings.containsKey(log) && connector.isOnline() && queued.add(log)) {
            next();
        }
    }

    /// Nothing is wanted of this log any more.
    void forget(ConversationLog log) {
        remove(log);
        next();
    }

    private void remove(ConversationLog log) {
        queued.remove(log);
        Filling filling = fillings.remove(log);
        if (filling != null) {
            filling.end();
        }
    }

    /// All that is under way is lost, and asked for again on the next connection.
    void onLost() {
        queued.clear();
        new ArrayList<>(fillings.values()).forEach(Filling::end);
        fillings.clear();
    }

    /// Begins with what is queued, as far as there is room.
    void next() {
        while (busy < AT_ONCE && !queued.isEmpty() && connector.isOnline() && !untold.isFull()) {
            ConversationLog log = queued.iterator().next();
            queued.remove(log);
            Filling filling = new Filling(log);
            fillings.put(log, filling);
            filling.ask();
        }
    }

    /// The pages of one log.
    private final class Filling implements Requests.Answer {
        private final ConversationLog log;
        private final Backoff backoff = Backoff.ofRequests();
        private Loop.Timer pause = Loop.Timer.NONE;
        private boolean holdsPlace;

        Filling(ConversationLog log) {
            this.log = log;
        }

        void end() {
            pause.cancel();
            freePlace();
        }

        private void freePlace() {
            if (holdsPlace) {
                holdsPlace = false;
                busy--;
            }
        }

        private boolean isCurrent() {
            return fillings.get(log) == this;
        }

        void ask() {
            Long after = log.missingAfter();
            if (after == null) {
                forget(log);
                return;
            }
            if (!holdsPlace) {
                holdsPlace = true;
                busy++;
            }
            requests.ask(id -> new ClientFrame.History(id, log.conversation(), after, null, PAGE), this);
        }

        @Override
        public void onAnswer(ServerFrame frame) {
            if (!isCurrent()) {
                return;
            }
            if (frame instanceof ServerFrame.Events page) {
                page(page);
            } else if (frame instanceof ServerFrame.Error error) {
                refused(error);
            }
        }

        private void page(ServerFrame.Events page) {
            Long before = log.missingAfter();
            log.take(page.events());
            if (page.firstSeq() != null) {
                log.beginsAt(page.firstSeq());
            }
            Long after = log.missingAfter();
            if (after == null || !after.equals(before)) {
                backoff.reset();
                // Goes on when the listener has had this page.
                callbacks.execute(() -> loop.execute(this::goOn));
                changed.accept(log);
            } else if (backoff.failures() < TRIES) {
                // The history is behind what was told live; it will not be for long.
                pause(backoff.again(null));
            } else {
                giveUp();
            }
        }

        private void refused(ServerFrame.Error error) {
            boolean forGood = error.code() == ErrorCode.NOT_FOUND || error.code() == ErrorCode.FORBIDDEN;
            if (forGood) {
                // We are not in it any more, as the next sync will say.
                giveUp();
            } else {
                pause(backoff.again(error.retryAfterMs()));
            }
        }

        private void giveUp() {
            remove(log);
            log.giveUpGap();
            changed.accept(log);
            next();
        }

        /// Makes room for another log meanwhile.
        private void pause(Duration pause) {
            freePlace();
            this.pause = loop.after(pause, this::goOn);
            next();
        }

        private void goOn() {
            if (isCurrent()) {
                ask();
            }
        }

        @Override
        public void onLost() {
            remove(log);
        }
    }
}
