package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client keeps between two runs. One store belongs to one user of one installation.
///
/// Implementations are thread-safe: a client calls from two threads. Calls may block for as long as a local
/// database takes; when one returns, what it wrote survives the process. An implementation passes
/// `ClientStoreContract` of this module's tests.
public interface ClientStore {

    @Nullable
    StoredSession session();

    /// @param session `null` signs out
    void saveSession(@Nullable StoredSession session);

    @Nullable
    String epoch();

    void saveEpoch(String epoch);

    /// Up to where `sync` has been handled by the listener.
    @Nullable
    String cursor();

    void saveCursor(String cursor);

    /// The last `seq` of each conversation that the listener has handled.
    Map<ConversationId, Long> seqs();

    void saveSeq(ConversationId conversation, long seq);

    void removeSeq(ConversationId conversation);

    /// In the order in which they were first saved.
    List<StoredSend> sends();

    /// Adds it, or replaces the one with the same `clientId` in its place.
    void saveSend(StoredSend send);

    void removeSend(String clientId);

    Map<ConversationId, StoredMark> marks();

    void saveMark(ConversationId conversation, StoredMark mark);

    void removeMark(ConversationId conversation);

    /// Forgets cursor, seqs and marks, in one step; session and unacknowledged sends stay.
    void dropCache();
}
