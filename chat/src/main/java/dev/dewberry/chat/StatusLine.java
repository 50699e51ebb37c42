package dev.dewberry.chat;

import dev.dewberry.client.ConnectionState;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ServerFrame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The line below everything: connection, unread messages, what has become of one's own, and who types. Written from
/// the threads of the client, the terminal and a timer.
final class StatusLine {

    /// Typing expires six seconds after it was told last.
    private final Executor later = CompletableFuture.delayedExecutor(6, TimeUnit.SECONDS);

    private final Screen screen;
    private final People people;
    private final Conversations conversations;
    private final Supplier<UserId> me;
    private volatile ConnectionState state = ConnectionState.IDLE;
    private volatile String typist = "";
    private volatile long typings;
    private volatile String lastState = "";

    StatusLine(Screen screen, People people, Conversations conversations, Supplier<UserId> me) {
        this.screen = screen;
        this.people = people;
        this.conversations = conversations;
        this.me = me;
    }

    void connection(ConnectionState next) {
        state = next;
    }

    boolean isOnline() {
        return state == ConnectionState.ONLINE;
    }

    void nobodyTypes() {
        typist = "";
    }

    void typing(ServerFrame.Typing typing) {
        String told = typing.on() ? people.label(typing.user()) + " is typing…" : "";
        typist = told;
        refresh();
        if (typing.on()) {
            long now = typings + 1;
            typings = now;
            later.execute(() -> expire(now));
        }
    }

    /// Who was cut off while typing never says that he stopped.
    private void expire(long typing) {
        if (typing == typings && !typist.isEmpty()) {
            typist = "";
            refresh();
        }
    }

    void refresh() {
        ConversationId shown = conversations.open();
        StringBuilder text = new StringBuilder();
        text.append(stateText());
        long unread = conversations.map(conversation -> conversation.unread).stream()
                .mapToLong(Long::longValue)
                .sum();
        if (unread > 0) {
            text.append(" | ").append(unread).append(" unread");
        }
        if (shown != null) {
            String sent = sendState(shown);
            text.append(sent.isEmpty() ? "" : " | " + sent);
            text.append(typist.isEmpty() ? "" : " | " + typist);
            tell(sent);
        }
        screen.status(text.toString());
    }

    private String stateText() {
        return switch (state) {
            case ONLINE -> "online";
            case IDLE, CONNECTING, WAITING -> "connecting…";
            case SIGN_IN_NEEDED -> "signed out";
            case BANNED, REPLACED, CLOSED -> "not connected";
        };
    }

    /// The state of the newest own message, where it is to be seen.
    private String sendState(ConversationId id) {
        return conversations.with(
                id,
                conversation -> conversation.lastOwnSeq > 0 && conversation.lastOwnSeq == conversation.headSeq
                        ? conversation.state(me.get())
                        : "");
    }

    /// Says once when all others have read; the state line may be missing.
    private void tell(String sent) {
        if (sent.equals("read") && !lastState.equals("read") && !lastState.isEmpty()) {
            screen.line("      ✓✓ read");
        } else if (sent.equals("delivered") && lastState.equals("sent")) {
            screen.line("      ✓ delivered");
        }
        lastState = sent;
    }
}
