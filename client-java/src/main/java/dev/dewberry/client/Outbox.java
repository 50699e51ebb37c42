package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ServerFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Sends that are not acknowledged. They are kept until the server acknowledges or refuses them, across connections
/// and, with a store that lasts, across runs, and are repeated with the same `clientId`.
///
/// One send a conversation is under way at a time: a repeated send takes the place of its repetition, so this is
/// what keeps the user's own messages in the order in which he wrote them, whatever fails. Loop-confined.
final class Outbox {

    /// The server remembers `clientId`s for seven days at least. Past this age a send that may have arrived is not
    /// repeated.
    private static final Duration MEMORY = Duration.ofDays(6);

    private static final Duration PAUSE = Duration.ofMillis(500);

    /// Hears of what became of sends.
    interface Ledger {
        /// The first acknowledgement, and every other one that came by another request.
        void onAck(ServerFrame.Ack ack, StoredSend send);

        void onRefused(StoredSend send, DewberryException reason);
    }

    private final Loop loop;
    private final Connector connector;
    private final Requests requests;
    private final ClientStore store;
    private final Ledger ledger;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<ConversationId, Lane> lanes = new HashMap<>();
    private @Nullable UserId me;

    Outbox(Loop loop, Connector connector, Requests requests, ClientStore store, Ledger ledger) {
        this.loop = loop;
        this.connector = connector;
        this.requests = requests;
        this.store = store;
        this.ledger = ledger;
        store.sends().forEach(send -> entries.put(send.clientId(), new Entry(send, new CompletableFuture<>())));
    }

    /// @param send already in the store
    void add(StoredSend send, CompletableFuture<SendReceipt> receipt) {
        Entry known = entries.get(send.clientId());
        if (known != null) {
            // The same logical send once more, after a restart for example: one outcome for both.
            Futures.onEnd(known.receipt, receipt::complete, receipt::completeExceptionally);
            return;
        }
        Entry entry = new Entry(send, receipt);
        entries.put(send.clientId(), entry);
        if (me != null) {
            Lane lane = lane(entry, me);
            lane.queue.add(entry);
            lane.pump();
        }
    }

    void onOnline(UserId user) {
        lanes.values().forEach(lane -> lane.retry.cancel());
        lanes.clear();
        me = user;
        for (Entry entry : entries.values()) {
            lane(entry, user).queue.add(entry);
        }
        new ArrayList<>(lanes.values()).forEach(Lane::pump);
    }

    /// Answers may be on their way still; a repetition that crosses its answer is a `duplicate` and does no harm.
    void repeat() {
        for (Lane lane : new ArrayList<>(lanes.values())) {
            lane.underWay = false;
            lane.pump();
        }
    }

    int size() {
        return entries.size();
    }

    private Lane lane(Entry entry, UserId user) {
        return lanes.computeIfAbsent(entry.send.to().resolve(user), conversation -> new Lane());
    }

    private void finish(Entry entry, Lane lane) {
        entries.remove(entry.send.clientId());
        store.removeSend(entry.send.clientId());
        lane.queue.remove(entry);
        lane.underWay = false;
        lane.retry.cancel();
        lane.retry = Loop.Timer.NONE;
        lane.pump();
    }

    private static final class Entry {
        private final CompletableFuture<SendReceipt> receipt;
        private StoredSend send;

        Entry(StoredSend send, CompletableFuture<SendReceipt> receipt) {
            this.send = send;
            this.receipt = receipt;
        }
    }

    /// The sends to one conversation.
    private final class Lane {
        private final Deque<Entry> queue = new ArrayDeque<>();
        private Loop.Timer retry = Loop.Timer.NONE;
        private boolean underWay;

        void pump() {
            Entry entry = queue.peek();
            if (entry == null || underWay || !connector.takesSends()) {
                return;
            }
            retry.cancel();
            StoredSend send = entry.send;
            if (send.tried() && send.madeAt().plus(MEMORY).isBefore(loop.now())) {
                refuse(entry, new DewberryException(DewberryException.OUTCOME_UNKNOWN, "too old to be repeated"));
                return;
            }
            if (!send.tried()) {
                entry.send = send.asTried();
                store.saveSend(entry.send);
            }
            underWay = true;
            requests.ask(id -> new ClientFrame.Send(id, send.to(), send.clientId(), send.content()), answer(entry));
        }

        private Requests.Answer answer(Entry entry) {
            return new Requests.Answer() {
                @Override
                public void onAnswer(ServerFrame frame) {
                    if (frame instanceof ServerFrame.Ack ack) {
                        acknowledged(entry, ack);
                    } else if (frame instanceof ServerFrame.Error error
                            && entries.get(entry.send.clientId()) == entry) {
                        failed(entry, Requests.failure(error));
                    }
                }

                @Override
                public void onLost() {
                    // Repeated on the next connection; until then nothing may overtake it.
                    underWay = false;
                }
            };
        }

        private void acknowledged(Entry entry, ServerFrame.Ack ack) {
            ledger.onAck(ack, entry.send);
            if (entries.get(entry.send.clientId()) == entry) {
                entry.receipt.complete(new SendReceipt(
                        ack.conversation(), ack.seq(), ack.event(), ack.at(), entry.send.clientId(), ack.duplicate()));
                finish(entry, this);
            }
        }

        private void failed(Entry entry, DewberryException failure) {
            if (!failure.mayBeRetried()) {
                refuse(entry, failure);
                return;
            }
            Long asked = failure.retryAfterMillis();
            Duration pause = asked == null ? PAUSE : Duration.ofMillis(Math.max(asked, 20));
            retry.cancel();
            retry = loop.after(pause, () -> {
                underWay = false;
                pump();
            });
        }

        private void refuse(Entry entry, DewberryException reason) {
            entry.receipt.completeExceptionally(reason);
            ledger.onRefused(entry.send, reason);
            finish(entry, this);
        }
    }

    /// Futures of sends that stay in the store fail, so that nobody waits for ever.
    void stop(DewberryException reason) {
        List<Entry> left = new ArrayList<>(entries.values());
        entries.clear();
        lanes.values().forEach(lane -> lane.retry.cancel());
        lanes.clear();
        left.forEach(entry -> entry.receipt.completeExceptionally(reason));
    }
}
