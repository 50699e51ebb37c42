package dev.dewberry.client;

import dev.dewberry.protocol.frame.ClientFrame;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.ServerFrame;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Asks for what changed since the last time, page by page. The cursor moves on, and is stored, only when the
/// listener has had all that the sync told of, so that no interruption leaves a conversation out. Loop-confined.
final class Syncer implements Requests.Answer {

    private static final int PAGE = 50;

    private final Loop loop;
    private final Executor callbacks;
    private final Requests requests;
    private final Logs logs;
    private final ClientStore store;
    private final int events;
    private final Consumer<ConversationItem> out;
    private final Runnable done;
    private final Backoff backoff = Backoff.ofRequests();
    private @Nullable String cursor;
    private @Nullable String page;
    private Loop.Timer retry = Loop.Timer.NONE;
    private boolean running;
    private boolean again;
    /// The listener has not had the last page yet.
    private boolean untold;
    /// The next page is to be asked for when it has.
    private boolean due;

    private int round;

    /// @param out gets each conversation, before its events are looked at
    /// @param done on the callback executor, after the listener had everything
    Syncer(
            Loop loop,
            Executor callbacks,
            Requests requests,
            Logs logs,
            ClientStore store,
            int events,
            Consumer<ConversationItem> out,
            Runnable done) {
        this.loop = loop;
        this.callbacks = callbacks;
        this.requests = requests;
        this.logs = logs;
        this.store = store;
        this.events = events;
        this.out = out;
        this.done = done;
        cursor = store.cursor();
    }

    /// While one runs, one more is remembered: what happened after its pages were read is in the next.
    void start() {
        if (running) {
            again = true;
            return;
        }
        running = true;
        again = false;
        round++;
        page = cursor;
        logs.syncBegins();
        proceed();
    }

    /// The store was restored: all anew.
    void forget() {
        cursor = null;
    }

    @Override
    public void onLost() {
        retry.cancel();
        running = false;
        again = false;
        due = false;
    }

    @Override
    public void onAnswer(ServerFrame frame) {
        if (frame instanceof ServerFrame.Conversations answer) {
            page(answer);
        } else if (frame instanceof ServerFrame.Error error) {
            if (!Requests.failure(error).mayBeRetried()) {
                // A cursor that the server no longer understands, as after a long absence.
                page = null;
            }
            pause(backoff.again(error.retryAfterMs()));
        }
    }

    private void page(ServerFrame.Conversations answer) {
        answer.items().forEach(this::item);
        untold = true;
        callbacks.execute(() -> loop.execute(this::told));
        boolean stands = answer.cursor() == null || Objects.equals(answer.cursor(), page);
        if (answer.more() && stands) {
            // It would go on for ever.
            pause(backoff.again(null));
            return;
        }
        backoff.reset();
        page = answer.cursor();
        if (answer.more()) {
            proceed();
        } else {
            finish(answer.cursor());
        }
    }

    /// When the listener has had the page before, so that neither a first sync of many nor many syncs in a row fill
    /// the memory.
    private void proceed() {
        due = untold;
        if (!untold) {
            ask();
        }
    }

    private void told() {
        untold = false;
        if (due) {
            due = false;
            ask();
        }
    }

    private void pause(Duration pause) {
        int asking = round;
        retry = loop.after(pause, () -> goOn(asking));
    }

    private void goOn(int asking) {
        if (running && asking == round) {
            ask();
        }
    }

    private void ask() {
        String from = page;
        requests.ask(id -> new ClientFrame.Sync(id, from, events, PAGE), this);
    }

    private void item(ConversationItem item) {
        out.accept(item);
        if (item.left()) {
            logs.left(item.conversation());
        } else {
            logs.synced(item);
        }
    }

    private void finish(@Nullable String reached) {
        running = false;
        logs.syncEnds(() -> {
            cursor = reached;
            callbacks.execute(() -> {
                if (reached != null) {
                    store.saveCursor(reached);
                }
                done.run();
            });
        });
        if (again) {
            start();
        }
    }
}
