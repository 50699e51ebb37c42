package dev.dewberry.chat;

import dev.dewberry.client.ConnectionState;
import dev.dewberry.client.DewberryClient;
import dev.dewberry.client.DewberryException;
import dev.dewberry.client.HistoryPage;
import dev.dewberry.client.Listener;
import dev.dewberry.client.StoredSend;
import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.ServerFrame;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What happens, on the screen: the listener of the client, and the conversation that is open. The listener's calls
/// come on the client's thread, the others on that of the terminal.
final class Chat implements Listener {

    private static final int FIRST_PAGE = 20;

    /// Typing expires six seconds after it was told last.
    private final Executor later = CompletableFuture.delayedExecutor(6, TimeUnit.SECONDS);

    private final Screen screen;
    private final People people;
    private final Lines lines;
    private final Conversations conversations = new Conversations();
    private final DewberryClient client;
    private volatile @Nullable ConversationId open;
    private volatile ConnectionState state = ConnectionState.IDLE;
    private volatile String typist = "";
    private volatile long typings;
    private volatile String lastState = "";

    Chat(Screen screen, People people, Lines lines, DewberryClient client) {
        this.screen = screen;
        this.people = people;
        this.lines = lines;
        this.client = client;
    }

    Conversations conversations() {
        return conversations;
    }

    @Nullable
    ConversationId open() {
        return open;
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
        open = id;
        typist = "";
        read(id);
        refresh();
    }

    private void sayIfWaiting() {
        if (state != ConnectionState.ONLINE) {
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
        if (isOpen(id)) {
            open = null;
        }
        conversations.remove(id);
        refresh();
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

    private boolean isOpen(ConversationId id) {
        ConversationId shown = open;
        return shown != null && shown.equals(id);
    }

    private void read(ConversationId id) {
        long head = conversations.with(id, conversation -> {
            conversation.unread = 0;
            conversation.readSeq = conversation.headSeq;
            return conversation.headSeq;
        });
        if (head > 0) {
            client.markRead(id, head);
        }
    }

    @Override
    public void onState(ConnectionState next) {
        state = next;
        if (next == ConnectionState.BANNED || next == ConnectionState.REPLACED) {
            screen.line("(the server has ended this connection: " + next + ")");
        } else if (next == ConnectionState.SIGN_IN_NEEDED && client.me() != null) {
            screen.line("(you were signed out; leave with /quit and sign in again)");
        }
        refresh();
    }

    @Override
    public void onConversation(ConversationItem item) {
        conversations.with(item.conversation(), conversation -> {
            conversation.synced(item);
            return conversation;
        });
        conversations.toTop(item.conversation());
        if (isOpen(item.conversation())) {
            // The server may not have had our last mark yet.
            read(item.conversation());
        }
        refresh();
    }

    @Override
    public void onLeft(ConversationId conversation) {
        if (isOpen(conversation)) {
            screen.line("(you are no longer in this conversation)");
        }
        left(conversation);
    }

    @Override
    public void onEpochChanged() {
        conversations.clear();
    }

    @Override
    public void onEvent(Event event) {
        ConversationId id = event.conversation();
        boolean own = me().equals(event.from());
        boolean isOpen = isOpen(id);
        boolean news = conversations.with(id, conversation -> conversation.happened(event, own));
        boolean unseen = conversations.with(id, conversation -> {
            boolean above = event.seq() > conversation.shownTo;
            if (isOpen && above) {
                conversation.shownTo = event.seq();
            }
            return above;
        });
        if (news) {
            conversations.toTop(id);
        }
        if (isOpen && unseen) {
            typist = "";
            screen.line(lines.event(event, own));
            read(id);
        } else if (news && !own) {
            screen.line("● " + title(id) + " — " + lines.event(event, false));
        }
        if (event.content() instanceof Content.Member member && tookUsOut(member)) {
            onLeft(id);
        }
        refresh();
    }

    private boolean tookUsOut(Content.Member member) {
        return member.users().contains(me())
                && (member.change().equals("leave") || member.change().equals("remove"));
    }

    @Override
    public void onMark(ServerFrame.Mark mark) {
        conversations.with(mark.conversation(), conversation -> {
            conversation.marked(new ConversationItem.MemberMark(mark.user(), mark.delivered(), mark.read()));
            if (mark.user().equals(me())) {
                conversation.readElsewhere(mark.read());
            }
            return conversation;
        });
        refresh();
    }

    @Override
    public void onTyping(ServerFrame.Typing typing) {
        if (isOpen(typing.conversation())) {
            String told = typing.on() ? people.label(typing.user()) + " is typing…" : "";
            typist = told;
            refresh();
            if (typing.on()) {
                long now = typings + 1;
                typings = now;
                later.execute(() -> expire(now));
            }
        }
    }

    /// Who was cut off while typing never says that he stopped.
    private void expire(long typing) {
        if (typing == typings && !typist.isEmpty()) {
            typist = "";
            refresh();
        }
    }

    @Override
    public void onSendFailed(StoredSend send, DewberryException reason) {
        screen.line("(not sent: " + reason.getMessage() + ")");
    }

    /// The state of the newest own message, where it is to be seen.
    private String sendState(ConversationId id) {
        return conversations.with(
                id,
                conversation -> conversation.lastOwnSeq > 0 && conversation.lastOwnSeq == conversation.headSeq
                        ? conversation.state(me())
                        : "");
    }

    private String stateText() {
        return switch (state) {
            case ONLINE -> "online";
            case IDLE, CONNECTING, WAITING -> "connecting…";
            case SIGN_IN_NEEDED -> "signed out";
            case BANNED, REPLACED, CLOSED -> "not connected";
        };
    }

    private void refresh() {
        ConversationId shown = open;
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
