package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.frame.PresenceItem;
import dev.dewberry.protocol.frame.ServerFrame;
import java.util.List;

/// What a client is told. One call at a time, in order, on the client's callback executor; a listener may block (it
/// then delays its own calls only) and may call the client.
///
/// A listener that is slow, or blocks for minutes, costs little memory and not the connection: at some thousand
/// untold events the client leaves the rest to the history, and fetches it as fast as the listener takes it. Of
/// marks, typing and presence it then hears the newest only, and maybe before an older event.
public interface Listener {

    default void onState(ConnectionState state) {}

    /// An event of a log, one's own sends included: each exactly once and in rising `seq`, without holes, from the
    /// first event shown on.
    ///
    /// After a crash between this call and the store's write the last events may come once more; compare `seq`
    /// where that matters.
    default void onEvent(Event event) {}

    /// A conversation as `sync` shows it, after each (re)connection for those that changed. Its `events` come
    /// through [#onEvent(Event)] as well, where they are new.
    default void onConversation(ConversationItem conversation) {}

    /// The user is no longer in it.
    default void onLeft(ConversationId conversation) {}

    /// Everything that was missed has been told; from here on events are live.
    default void onSynced() {}

    /// How far a member has got; one's own marks on other devices included.
    default void onMark(ServerFrame.Mark mark) {}

    /// Expires after six seconds, if it is not told again.
    default void onTyping(ServerFrame.Typing typing) {}

    default void onPresence(List<PresenceItem> items) {}

    /// A send was refused for good. Its future fails too, but that is gone where the send outlived a restart.
    default void onSendFailed(StoredSend send, DewberryException reason) {}

    /// The server was restored from a backup: what was cached of its conversations is void, and all of them come
    /// anew.
    default void onEpochChanged() {}
}
