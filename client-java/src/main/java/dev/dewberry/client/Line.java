package dev.dewberry.client;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.ServerFrame;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The parts of a client, put together: what each connection begins with, and where each frame goes. Loop-confined,
/// but for the two fields that say so.
final class Line {

    final TokenKeeper tokens;
    final Connector connector;
    final Queries queries;
    final Outbox outbox;
    final Marks marks;
    final OwnPresence presence;

    private final ClientStore store;
    private final Requests requests;
    private final Logs logs;
    private final Syncer syncer;
    private final Teller teller;
    /// Read from any thread.
    private volatile ConnectionState state = ConnectionState.IDLE;
    /// Read from any thread.
    private volatile @Nullable UserId me;

    Line(
            Loop loop,
            SocketTransport sockets,
            Http http,
            Entries entries,
            DewberryClientBuilder.Options options,
            SendRegister register) {
        Executor callbacks = new SerialExecutor(options.callbackExecutor());
        ClientSettings settings = options.settings();
        store = options.store();
        tokens = new TokenKeeper(loop, http, store, options.credentials(), options.device());
        connector = new Connector(loop, sockets, entries, tokens, settings, new Inhabitant());
        requests = new Requests(loop, connector, settings.answerTimeout());
        queries = new Queries(loop, connector, requests, settings.queryDeadline());
        outbox = new Outbox(loop, connector, requests, register, new Ledger());
        marks = new Marks(loop, connector, store);
        Backlog untold = new Backlog(() -> loop.execute(this::onRoom));
        teller = new Teller(loop, callbacks, options.listener(), store, marks, untold, settings.reportDelivered());
        logs = new Logs(loop, callbacks, connector, requests, store.seqs(), untold, event -> teller.event(event, me));
        syncer = new Syncer(
                loop, callbacks, requests, logs, store, settings.syncEvents(), teller::conversation, teller::synced);
        presence = new OwnPresence(connector, queries, teller::presence);
    }

    ConnectionState state() {
        return state;
    }

    /// The user whom the server welcomed; `null` before that.
    @Nullable
    UserId me() {
        return me;
    }

    private void onRoom() {
        logs.onRoom();
    }

    /// For good.
    void stop(DewberryException reason) {
        connector.stop(ConnectionState.CLOSED);
        outbox.stop(reason);
        queries.stop(reason);
    }

    private final class Ledger implements Outbox.Ledger {
        @Override
        public void onAck(ServerFrame.Ack ack, StoredSend send) {
            if (ack.duplicate()) {
                // Its place is in the log already, maybe where we have not read yet.
                logs.reaches(ack.conversation(), ack.seq());
            } else {
                logs.live(new Event(
                        ack.conversation(), ack.seq(), ack.event(), me, ack.at(), send.content(), send.clientId()));
            }
        }

        @Override
        public void onRefused(StoredSend send, DewberryException reason) {
            teller.refused(send, reason);
        }
    }

    private final class Inhabitant implements Tenant {
        @Override
        public void onWelcome(ServerFrame.Welcome welcome) {
            me = welcome.user();
            String known = store.epoch();
            if (known == null) {
                store.saveEpoch(welcome.epoch());
            } else if (!known.equals(welcome.epoch())) {
                logs.clear();
                marks.clear();
                syncer.forget();
                teller.epoch(welcome.epoch());
            }
            marks.repeat();
            outbox.onOnline(welcome.user());
            syncer.start();
            logs.onOnline();
            presence.onOnline();
            queries.onOnline();
        }

        @Override
        public void onFrame(ServerFrame frame) {
            if (requests.take(frame)) {
                return;
            }
            if (frame instanceof ServerFrame.EventFrame live) {
                logs.live(live.event());
            } else if (frame instanceof ServerFrame.Mark mark) {
                teller.mark(mark);
            } else if (frame instanceof ServerFrame.Typing typing) {
                teller.typing(typing);
            } else if (frame instanceof ServerFrame.Presence seen) {
                teller.presence(seen);
            } else if (frame instanceof ServerFrame.Resync) {
                // Also where it names one conversation: members and marks may have changed with it.
                outbox.repeat();
                marks.repeat();
                syncer.start();
            }
        }

        @Override
        public void onLost() {
            requests.onLost();
            logs.onLost();
            syncer.onLost();
        }

        @Override
        public void onState(ConnectionState next) {
            state = next;
            teller.state(next);
        }
    }
}
