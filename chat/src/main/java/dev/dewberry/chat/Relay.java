package dev.dewberry.chat;

import dev.dewberry.client.ConnectionState;
import dev.dewberry.client.DewberryException;
import dev.dewberry.client.Listener;
import dev.dewberry.client.StoredSend;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.ServerFrame;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Passes on what the client tells. The client needs a listener before there can be a [News], which needs the client.
final class Relay implements Listener {

    private final CountDownLatch synced = new CountDownLatch(1);
    private volatile Listener news = new Listener() {};
    private volatile @Nullable SignIn signIn;

    void to(Listener news, SignIn signIn) {
        this.news = news;
        this.signIn = signIn;
    }

    /// Until the first sync is done; the list is shown without what comes later, if that takes too long.
    void awaitSync(long seconds) {
        try {
            boolean unused = synced.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onState(ConnectionState state) {
        news.onState(state);
        SignIn waiting = signIn;
        if (waiting != null) {
            waiting.onState(state);
        }
    }

    @Override
    public void onSynced() {
        synced.countDown();
    }

    @Override
    public void onEvent(Event event) {
        news.onEvent(event);
    }

    @Override
    public void onConversation(ConversationItem conversation) {
        news.onConversation(conversation);
    }

    @Override
    public void onLeft(ConversationId conversation) {
        news.onLeft(conversation);
    }

    @Override
    public void onMark(ServerFrame.Mark mark) {
        news.onMark(mark);
    }

    @Override
    public void onTyping(ServerFrame.Typing typing) {
        news.onTyping(typing);
    }

    @Override
    public void onEpochChanged() {
        news.onEpochChanged();
    }

    @Override
    public void onSendFailed(StoredSend send, DewberryException reason) {
        news.onSendFailed(send, reason);
    }
}
