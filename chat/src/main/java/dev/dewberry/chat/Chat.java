package dev.dewberry.chat;

import dev.dewberry.client.DewberryClient;
import dev.dewberry.client.HistoryPage;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.Event;
import org.jspecify.annotations.Nullable;

/// The conversations, and the one that is open on the screen. Called on the threads of the client and the terminal;
/// what reads pages waits for them, and so is for the terminal's alone.
final class Chat {

    private static final int FIRST_PAGE = 20;

    private final Screen screen;
    private final People people;
    private final Lines lines;
    private final Conversations conversations = new Conversations();
    private final DewberryClient client;
    private final StatusLine status;

    Chat(Screen screen, People people, Lines lines, DewberryClient client) {
        this.screen = screen;
        this.people = people;
        this.lines = lines;
        this.client = client;
        status = new StatusLine(screen, people, conversations, this::me);
    }

    Conversations conversations() {
        return conversations;
    }

    StatusLine status() {
        return status;
    }

    @Nullable
    ConversationId open() {
        return conversations.open();
    }

    boolean isSignedIn() {
        return client.me() != null;
    }

    UserId me() {
        UserId me = client.me();
        if (me == null) {
            throw new IllegalStateException("not signed in yet");
        }
        return me;
    }

    String title(ConversationId id) {
        String name = conversations.with(id, conversation -> conversation.name == null ? "" : conversation.name);
        return Lines.printable(people.title(id, name.isEmpty() ? null : name, me()));
    }

    /// Shows a conversation's newest messages, and from then on each new one.
    void open(ConversationId id) {
        sayIfWaiting();
        HistoryPage page = Waiting.of(client.history(id, null, null, FIRST_PAGE));
        conversations.with(id, conversation -> {
            conversation.shownFrom = Long.MAX_VALUE;
            conversation.shownTo = 0;
            return conversation;
        });
        screen.line("");
        screen.line("── " + title(id) + " ──");
        show(id, page);
        conversations.open(id);
        status.nobodyTypes();
        read(id);
        status.refresh();
    }

    private void sayIfWaiting() {
        if (!status.isOnline()) {
            screen.line("(waiting for the connection…)");
        }
    }

    void older(ConversationId id, int count) {
        long from = conversations.with(id, conversation -> conversation.shownFrom);
        if (from <= 1) {
            screen.line("(this is the beginning)");
            return;
        }
        sayIfWaiting();
        HistoryPage page = Waiting.of(client.history(id, null, from, count));
        screen.line("── earlier ──");
        show(id, page);
        screen.line("── earlier, end ──");
    }

    /// We are not in it any more.
    void left(ConversationId id) {
        conversations.remove(id);
        status.refresh();
    }

    private void show(ConversationId id, HistoryPage page) {
        for (Event event : page.events()) {
            boolean own = me().equals(event.from());
            screen.line(lines.event(event, own));
            conversations.with(id, conversation -> {
                conversation.happened(event, own);
                conversation.shownFrom = Math.min(conversation.shownFrom, event.seq());
                conversation.shownTo = Math.max(conversation.shownTo, event.seq());
                return conversation;
            });
        }
        if (page.events().isEmpty()) {
            screen.line("(nothing here yet)");
        }
    }

    void read(ConversationId id) {
        long head = conversations.with(id, conversation -> {
            conversation.unread = 0;
            conversation.readSeq = conversation.headSeq;
            return conversation.headSeq;
        });
        if (head > 0) {
            client.markRead(id, head);
        }
    }
}
