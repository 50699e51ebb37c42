package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.ServerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts events in order: each of a conversation is passed on once, in rising `seq`, without a hole. What comes too
/// early waits, and what is missing is fetched from the history. Loop-confined.
final class Logs {

    /// Of one conversation; what does not fit is fetched again.
    private static final int MAX_WAITING = 500;

    private static final int PAGE = 200;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Loop loop;
    private final Executor callbacks;
    private final Connector connector;
    private final Requests requests;
    private final Consumer<Event> out;
    private final Map<ConversationId, Log> logs = new HashMap<>();
    private final Map<ConversationId, Log> incomplete = new HashMap<>();
    private Runnable whenComplete = () -> {};
    private boolean syncing;

    /// @param out gets each event once and in order
    Logs(
            Loop loop,
            Executor callbacks,
            Connector connector,
            Requests requests,
            Map<ConversationId, Long> seqs,
            Consumer<Event> out) {
        this.loop = loop;
        this.callbacks = callbacks;
        this.connector = connector;
        this.requests = requests;
        this.out = out;
        seqs.forEach((conversation, seq) -> logs.put(conversation, new Log(conversation, seq)));
    }

    /// An event that came live.
    void live(Event event) {
        logs.computeIfAbsent(event.conversation(), id -> new Log(id, syncing ? null : event.seq() - 1))
                .take(event);
    }

    /// The log reaches at least so far; the events are to be fetched, where they are not here yet.
    void reaches(ConversationId conversation, long seq) {
        Log log = logs.computeIfAbsent(conversation, id -> new Log(id, syncing ? null : seq - 1));
        log.head = Math.max(log.head, seq);
        log.settle();
    }

    void synced(ConversationItem item) {
        long before =
                item.events().isEmpty() ? item.headSeq() : item.events().get(0).seq() - 1;
        Log log = logs.computeIfAbsent(item.conversation(), id -> new Log(id, before));
        if (log.last == null) {
            log.last = before;
        }
        item.events().forEach(log::take);
        if (item.firstSeq() != null) {
            log.beginsAt(item.firstSeq());
        }
        log.head = Math.max(log.head, item.headSeq());
        log.settle();
    }

    void left(ConversationId conversation) {
        logs.remove(conversation);
        incomplete.remove(conversation);
        tellWhenComplete();
    }

    void syncBegins() {
        syncing = true;
        whenComplete = () -> {};
    }

    /// @param whenComplete called once nothing that this sync told of is missing; dropped where the next sync
    /// begins first
    void syncEnds(Runnable whenComplete) {
        syncing = false;
        this.whenComplete = whenComplete;
        for (Log log : new ArrayList<>(logs.values())) {
            log.begin();
        }
        tellWhenComplete();
    }

    void onLost() {
        syncing = false;
        whenComplete = () -> {};
        logs.values().forEach(log -> log.filling = false);
    }

    void onOnline() {
        new ArrayList<>(incomplete.values()).forEach(Log::settle);
    }

    void clear() {
        logs.clear();
        incomplete.clear();
    }

    private void tellWhenComplete() {
        if (incomplete.isEmpty()) {
            Runnable told = whenComplete;
            whenComplete = () -> {};
            told.run();
        }
    }

    private final class Log implements Requests.Answer {
        private final ConversationId conversation;
        private final TreeMap<Long, Event> waiting = new TreeMap<>();
        /// The last `seq` passed on; `null` as long as a sync may still say where this log begins for us.
        private @Nullable Long last;
        private long head;
        private boolean filling;

        Log(ConversationId conversation, @Nullable Long last) {
            this.conversation = conversation;
            this.last = last;
        }

        void take(Event event) {
            head = Math.max(head, event.seq());
            if (last == null || event.seq() > last) {
                waiting.put(event.seq(), event);
                if (waiting.size() > MAX_WAITING) {
                    waiting.pollLastEntry();
                }
            }
            settle();
        }

        /// No sync has spoken of this log, so it begins with what came of it.
        void begin() {
            if (last == null) {
                last = waiting.isEmpty() ? head - 1 : waiting.firstKey() - 1;
                settle();
            }
        }

        void beginsAt(long firstSeq) {
            if (last != null && last < firstSeq - 1) {
                last = firstSeq - 1;
            }
        }

        void settle() {
            if (last == null) {
                return;
            }
            while (!waiting.isEmpty() && waiting.firstKey() <= last + 1) {
                Event next = waiting.pollFirstEntry().getValue();
                if (next.seq() > last) {
                    last = next.seq();
                    out.accept(next);
                }
            }
            if (head <= last) {
                if (incomplete.remove(conversation) != null) {
                    tellWhenComplete();
                }
            } else {
                incomplete.put(conversation, this);
                fill();
            }
        }

        private void fill() {
            Long after = last;
            if (filling || after == null || !connector.isOnline() || logs.get(conversation) != this) {
                return;
            }
            filling = true;
            requests.ask(id -> new ClientFrame.History(id, conversation, after, null, PAGE), this);
        }

        @Override
        public void onAnswer(ServerFrame frame) {
            if (frame instanceof ServerFrame.Events page) {
                Long before = last;
                if (page.firstSeq() != null) {
                    beginsAt(page.firstSeq());
                }
                page.events().forEach(this::take);
                settle();
                if (before != null && before.equals(last)) {
                    // The history is behind what was told live; it will not be for long.
                    pause(PAUSE);
                } else {
                    // Goes on when the listener has had this page, so that a long absence does not fill the memory.
                    callbacks.execute(() -> loop.execute(this::goOn));
                }
            } else if (frame instanceof ServerFrame.Error error) {
                refused(error);
            }
        }

        private void refused(ServerFrame.Error error) {
            if (error.code() == ErrorCode.NOT_FOUND || error.code() == ErrorCode.FORBIDDEN) {
                left(conversation);
            } else {
                Long asked = error.retryAfterMs();
                pause(asked == null ? PAUSE : Duration.ofMillis(Math.max(asked, 20)));
            }
        }

        private void pause(Duration pause) {
            loop.after(pause, this::goOn);
        }

        private void goOn() {
            filling = false;
            settle();
        }

        @Override
        public void onLost() {
            filling = false;
        }
    }
}
