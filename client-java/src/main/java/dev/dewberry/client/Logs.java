package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The logs of all conversations: brings together what comes live, by sync, and by history. Live events that come
/// while the listener is far behind are not kept, but fetched when it has caught up: so it takes no more memory than a
/// little, while the connection is read all the time, answers and signs of life included. Loop-confined.
final class Logs {

    private final Backlog untold;
    private final Backlog early = new Backlog();
    private final Consumer<Event> out;
    private final GapFiller filler;
    private final Map<ConversationId, ConversationLog> logs = new HashMap<>();
    private final Set<ConversationLog> incomplete = new LinkedHashSet<>();
    private Runnable whenComplete = () -> {};
    private boolean syncing;

    /// @param untold what the listener has not had yet
    /// @param out gets each event once and in order
    Logs(
            Loop loop,
            Executor callbacks,
            Connector connector,
            Requests requests,
            Map<ConversationId, Long> seqs,
            Backlog untold,
            Consumer<Event> out) {
        this.untold = untold;
        this.out = out;
        filler = new GapFiller(loop, callbacks, connector, requests, untold, this::settle);
        seqs.forEach((conversation, seq) -> logs.put(conversation, log(conversation, seq)));
    }

    /// An event that came live.
    void live(Event event) {
        if (event.seq() >= 1) {
            ConversationLog log = logOf(event.conversation(), event.seq());
            if (untold.isFull()) {
                log.reaches(event.seq());
            } else {
                log.take(List.of(event));
            }
            settle(log);
        }
    }

    /// The log reaches at least so far; the events are to be fetched, where they are not here yet.
    void reaches(ConversationId conversation, long seq) {
        if (seq >= 1) {
            ConversationLog log = logOf(conversation, seq);
            log.reaches(seq);
            settle(log);
        }
    }

    /// One of which we hear for the first time, outside of a sync, begins with what we hear.
    private ConversationLog logOf(ConversationId conversation, long seq) {
        return logs.computeIfAbsent(conversation, id -> log(id, syncing ? null : seq - 1));
    }

    private ConversationLog log(ConversationId conversation, @Nullable Long last) {
        return new ConversationLog(conversation, last, early, out);
    }

    void synced(ConversationItem item) {
        ConversationLog log = logs.computeIfAbsent(item.conversation(), id -> log(id, null));
        log.beginAfter(
                item.events().isEmpty() ? item.headSeq() : item.events().get(0).seq() - 1);
        log.reaches(item.headSeq());
        log.take(item.events());
        if (item.firstSeq() != null) {
            log.beginsAt(item.firstSeq());
        }
        settle(log);
    }

    void left(ConversationId conversation) {
        ConversationLog log = logs.remove(conversation);
        if (log != null) {
            filler.forget(log);
            log.discard();
            incomplete.remove(log);
            tellWhenComplete();
        }
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
        for (ConversationLog log : new ArrayList<>(logs.values())) {
            log.begin();
            settle(log);
        }
        tellWhenComplete();
    }

    void onLost() {
        syncing = false;
        whenComplete = () -> {};
        filler.onLost();
    }

    void onOnline() {
        new ArrayList<>(incomplete).forEach(filler::fill);
    }

    /// The listener has caught up.
    void onRoom() {
        filler.next();
    }

    void clear() {
        filler.onLost();
        logs.values().forEach(ConversationLog::discard);
        logs.clear();
        incomplete.clear();
    }

    private void settle(ConversationLog log) {
        if (logs.get(log.conversation()) != log) {
            return;
        }
        if (log.missingAfter() != null) {
            incomplete.add(log);
            filler.fill(log);
        } else if (incomplete.remove(log)) {
            tellWhenComplete();
        }
    }

    private void tellWhenComplete() {
        if (incomplete.isEmpty()) {
            Runnable told = whenComplete;
            whenComplete = () -> {};
            told.run();
        }
    }
}
