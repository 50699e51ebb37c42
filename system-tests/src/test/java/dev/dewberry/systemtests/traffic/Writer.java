package dev.dewberry.systemtests.traffic;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.systemtests.cluster.User;
import java.util.List;
import java.util.OptionalLong;

/// A user who writes at a steady pace, whatever happens, and repeats what was not acknowledged.
public interface Writer extends AutoCloseable {

    User user();

    List<ConversationId> conversations();

    void startWriting();

    /// What was written may still wait for its acknowledgement.
    void stopWriting();

    List<Sent> sent();

    /// How many of his messages were acknowledged.
    int acknowledged();

    /// When something that was written to the conversation after `since` was acknowledged for the first time.
    OptionalLong firstAnswer(ConversationId conversation, long since);

    @Override
    void close();
}
