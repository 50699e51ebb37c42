package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ServerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /// Hears of what became of sends.
    interface Ledger {
        /// The first acknowledgement, and every other one that came by another request.
        void onAck(ServerFrame.Ack ack, StoredSend send);

        void onRefused(StoredSend send, DewberryException reason);
    }

    private final Loop loop;
    private final Connector connector;
    private final Requests requests;
    private final SendRegister register;
    private final Ledger ledger;
    private final Map<String, PendingSend> pending = new LinkedHashMap<>();
    private final Map<ConversationId, SendLane> lanes = new HashMap<>();
    /// Lanes that wait for the window.
    private final Set<SendLane> ready = new LinkedHashSet<>();

    private SendWindow window;
    private Loop.Timer reopening = Loop.Timer.NONE;
    private @Nullable UserId me;
    private @Nullable DewberryException stopped;

    Outbox(Loop loop, Connector connector, Requests requests, SendRegister register, Ledger ledger) {
        this.loop = loop;
        this.connector = connector;
        this.requests = requests;
        this.register = register;
        this.ledger = ledger;
        window = new SendWindow(loop);
        register.sends()
                .forEach(send -> pending.put(send.clientId(), new PendingSend(send, new CompletableFuture<>())));
    }

    /// @param send admitted by the register
    void add(StoredSend send, CompletableFuture<SendReceipt> receipt) {
        if (stopped != null) {
            receipt.completeExceptionally(stopped);
            return;
        }
        PendingSend known = pending.get(send.clientId());
        if (known != null) {
            again(known, send, receipt);
            return;
        }
        register.ensure(send);
        PendingSend added = new PendingSend(send, receipt);
        pending.put(send.clientId(), added);
        if (me != null) {
            SendLane lane = lane(added, me);
            lane.queue.add(added);
            pump(lane);
        }
    }

    /// The same logical send once more, after a restart for example: one outcome for both.
    private static void again(PendingSend known, StoredSend send, CompletableFuture<SendReceipt> receipt) {
        if (known.isSameAs(send)) {
            Futures.onEnd(known.receipt, receipt::complete, receipt::completeExceptionally);
        } else {
            receipt.completeExceptionally(new DewberryException(
                    ErrorCode.CONFLICT.wire(), "this clientId names another message, which is under way"));
        }
    }

    void onOnline(UserId user) {
        forgetLanes();
        window = new SendWindow(loop);
        me = user;
        for (PendingSend send : pending.values()) {
            lane(send, user).queue.add(send);
        }
        new ArrayList<>(lanes.values()).forEach(this::pump);
    }

    /// Repeats what is under way, not what pauses. Answers may be on their way still; a repetition that crosses its
    /// answer is a `duplicate` and does no harm.
    void repeat() {
        for (SendLane lane : new ArrayList<>(lanes.values())) {
            if (lane.underWay != null) {
                lane.underWay = null;
                pump(lane);
            }
        }
    }

    /// Futures of sends that stay in the store fail, so that nobody waits for ever.
    void stop(DewberryException reason) {
        stopped = reason;
        List<PendingSend> left = new ArrayList<>(pending.values());
        pending.clear();
        forgetLanes();
        left.forEach(send -> send.receipt.completeExceptionally(reason));
    }

    private void forgetLanes() {
        reopening.cancel();
        lanes.values().forEach(lane -> lane.pause.cancel());
        lanes.clear();
        ready.clear();
    }

    private SendLane lane(PendingSend send, UserId user) {
        return lanes.computeIfAbsent(send.send.to().resolve(user), SendLane::new);
    }

    private void pump(SendLane lane) {
        if (lanes.get(lane.conversation) != lane) {
            // Of a former connection.
            return;
        }
        PendingSend head = lane.queue.peek();
        while (head != null && lane.mayAsk() && connector.takesSends()) {
            if (!window.isOpen()) {
                ready.add(lane);
                return;
            }
            if (head.send.tried() && head.send.madeAt().plus(MEMORY).isBefore(loop.now())) {
                refuse(lane, head, new DewberryException(DewberryException.OUTCOME_UNKNOWN, "too old to be repeated"));
            } else {
                ask(lane, head);
            }
            head = lane.queue.peek();
        }
        if (lane.queue.isEmpty()) {
            lanes.remove(lane.conversation, lane);
        }
    }

    private void pumpReady() {
        while (!ready.isEmpty() && window.isOpen() && connector.takesSends()) {
            SendLane lane = ready.iterator().next();
            ready.remove(lane);
            pump(lane);
        }
    }

    private void ask(SendLane lane, PendingSend asked) {
        StoredSend send = asked.send;
        if (!send.tried()) {
            asked.send = send.asTried();
            register.tried(asked.send);
        }
        Asking asking = new Asking(lane, asked, window);
        lane.underWay = asking;
        window.enter();
        requests.ask(id -> new ClientFrame.Send(id, send.to(), send.clientId(), send.content()), asking);
    }

    private void acknowledged(SendLane lane, PendingSend sent, ServerFrame.Ack ack) {
        window.acknowledged();
        ledger.onAck(ack, sent.send);
        if (pending.get(sent.send.clientId()) == sent) {
            finish(lane, sent);
            sent.receipt.complete(new SendReceipt(
                    ack.conversation(), ack.seq(), ack.event(), ack.at(), sent.send.clientId(), ack.duplicate()));
        }
    }

    private void failed(SendLane lane, PendingSend sent, DewberryException failure) {
        if (!failure.mayBeRetried()) {
            refuse(lane, sent, failure);
            return;
        }
        Duration pause = lane.backoff.again(failure.retryAfterMillis());
        if (failure.protocolCode() == ErrorCode.RATE_LIMITED) {
            reopening.cancel();
            reopening = loop.after(window.limited(pause), this::pumpReady);
        }
        lane.paused = true;
        lane.pause = loop.after(pause, () -> {
            lane.paused = false;
            pump(lane);
        });
    }

    private void refuse(SendLane lane, PendingSend sent, DewberryException reason) {
        finish(lane, sent);
        sent.receipt.completeExceptionally(reason);
        ledger.onRefused(sent.send, reason);
    }

    private void finish(SendLane lane, PendingSend done) {
        pending.remove(done.send.clientId());
        register.remove(done.send.clientId());
        lane.finished(done);
    }

    /// One request of one send.
    private final class Asking implements Requests.Answer {
        private final SendLane lane;
        private final PendingSend asked;
        private final SendWindow entered;

        Asking(SendLane lane, PendingSend asked, SendWindow entered) {
            this.lane = lane;
            this.asked = asked;
            this.entered = entered;
        }

        @Override
        public void onAnswer(ServerFrame frame) {
            entered.leave();
            if (frame instanceof ServerFrame.Ack ack && ack.conversation().equals(lane.conversation)) {
                acknowledged(lane, asked, ack);
            } else if (lane.underWay == this) {
                lane.underWay = null;
                failed(lane, asked, failure(frame));
            }
            loop.execute(() -> {
                pump(lane);
                pumpReady();
            });
        }

        private DewberryException failure(ServerFrame frame) {
            return frame instanceof ServerFrame.Error error
                    ? Requests.failure(error)
                    : new DewberryException(ErrorCode.INTERNAL.wire(), "an answer for another conversation");
        }

        @Override
        public void onLost() {
            entered.leave();
            if (lane.underWay == this) {
                // Repeated on the next connection; until then nothing may overtake it.
                lane.underWay = null;
            }
        }
    }
}
