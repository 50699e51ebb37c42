package dev.dewberry.chat;

import dev.dewberry.client.ConnectionState;
import dev.dewberry.client.DewberryException;
import dev.dewberry.client.Listener;
import dev.dewberry.client.StoredSend;
import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.ServerFrame;

/// What the client tells, on the screen. Called on the client's thread.
final class News implements Listener {

    private final Screen screen;
    private final Lines lines;
    private final Chat chat;
    private final Conversations conversations;
    private final StatusLine status;

    News(Screen screen, Lines lines, Chat chat) {
        this.screen = screen;
        this.lines = lines;
        this.chat = chat;
        conversations = chat.conversations();
        status = chat.status();
    }

    @Override
    public void onState(ConnectionState next) {
        status.connection(next);
        if (next == ConnectionState.BANNED || next == ConnectionState.REPLACED) {
            screen.line("(the server has ended this connection: " + next + ")");
        } else if (next == ConnectionState.SIGN_IN_NEEDED && chat.isSignedIn()) {
            screen.line("(you were signed out; leave with /quit and sign in again)");
        }
        status.refresh();
    }

    @Override
    public void onConversation(ConversationItem item) {
        conversations.with(item.conversation(), conversation -> {
            conversation.synced(item);
            return conversation;
        });
        conversations.toTop(item.conversation());
        if (conversations.isOpen(item.conversation())) {
            // The server may not have had our last mark yet.
            chat.read(item.conversation());
        }
        status.refresh();
    }

    @Override
    public void onLeft(ConversationId conversation) {
        if (conversations.isOpen(conversation)) {
            screen.line("(you are no longer in this conversation)");
        }
        chat.left(conversation);
    }

    @Override
    public void onEpochChanged() {
        conversations.clear();
    }

    @Override
    public void onEvent(Event event) {
        ConversationId id = event.conversation();
        boolean own = chat.me().equals(event.from());
        boolean isOpen = conversations.isOpen(id);
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
            status.nobodyTypes();
            screen.line(lines.event(event, own));
            chat.read(id);
        } else if (news && !own) {
            screen.line("● " + chat.title(id) + " — " + lines.event(event, false));
        }
        if (event.content() instanceof Content.Member member && tookUsOut(member)) {
            onLeft(id);
        }
        status.refresh();
    }

    private boolean tookUsOut(Content.Member member) {
        return member.users().contains(chat.me())
                && (member.change().equals("leave") || member.change().equals("remove"));
    }

    @Override
    public void onMark(ServerFrame.Mark mark) {
        conversations.with(mark.conversation(), conversation -> {
            conversation.marked(new ConversationItem.MemberMark(mark.user(), mark.delivered(), mark.read()));
            if (mark.user().equals(chat.me())) {
                conversation.readElsewhere(mark.read());
            }
            return conversation;
        });
        status.refresh();
    }

    @Override
    public void onTyping(ServerFrame.Typing typing) {
        if (conversations.isOpen(typing.conversation())) {
            status.typing(typing);
        }
    }

    @Override
    public void onSendFailed(StoredSend send, DewberryException reason) {
        screen.line("(not sent: " + reason.getMessage() + ")");
    }
}
