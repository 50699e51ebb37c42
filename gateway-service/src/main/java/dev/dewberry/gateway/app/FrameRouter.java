package dev.dewberry.gateway.app;

import dev.dewberry.gateway.command.Marks;
import dev.dewberry.gateway.command.Queries;
import dev.dewberry.gateway.command.Sends;
import dev.dewberry.gateway.command.Typing;
import dev.dewberry.gateway.presence.Watches;
import dev.dewberry.gateway.session.Session;
import dev.dewberry.gateway.session.SessionFrames;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame;

/// Brings each frame of a welcomed client to the feature that serves it.
final class FrameRouter implements SessionFrames {

    private final Sends sends;
    private final Marks marks;
    private final Typing typing;
    private final Queries queries;
    private final Watches watches;

    FrameRouter(Sends sends, Marks marks, Typing typing, Queries queries, Watches watches) {
        this.sends = sends;
        this.marks = marks;
        this.typing = typing;
        this.queries = queries;
        this.watches = watches;
    }

    @Override
    public void onFrame(Session session, ClientFrame frame) {
        switch (frame) {
            case ClientFrame.Send send -> sends.send(session, send);
            case ClientFrame.Read read -> {
                if (mayBeIn(session.user(), read.conversation())) {
                    marks.read(session.user(), read.conversation(), read.seq());
                }
            }
            case ClientFrame.Delivered delivered -> {
                if (mayBeIn(session.user(), delivered.conversation())) {
                    marks.delivered(session.user(), delivered.conversation(), delivered.seq());
                }
            }
            case ClientFrame.Typing frameTyping -> {
                if (mayBeIn(session.user(), frameTyping.conversation())) {
                    typing.typing(session, frameTyping.conversation(), frameTyping.on());
                }
            }
            case ClientFrame.Sync sync -> queries.sync(session, sync);
            case ClientFrame.History history -> queries.history(session, history);
            case ClientFrame.Watch watch -> watches.watch(session, watch);
            case ClientFrame.Status status -> watches.status(session, status);
            case ClientFrame.Hello hello -> throw new IllegalStateException("served by the session");
            case ClientFrame.Ping ping -> throw new IllegalStateException("served by the session");
        }
    }

    @Override
    public void onClosed(Session session) {
        typing.onClosed(session);
        watches.onClosed(session);
    }

    /// What one can tell without asking: marks and typing for the conversations of others are dropped.
    private static boolean mayBeIn(UserId user, ConversationId conversation) {
        return !conversation.isDirect() || conversation.isDirectOf(user);
    }
}
