package dev.dewberry.systemtests.traffic;

import dev.dewberry.protocol.ConversationId;
import java.util.concurrent.CompletableFuture;

/// A message that was written, and the promise of its acknowledgement.
///
/// @param at milliseconds, when it was written
public record Sent(ConversationId conversation, String text, long at, CompletableFuture<Acknowledged> answer) {

    /// @param at milliseconds, when the writer was told
    public record Acknowledged(long seq, long at) {}

    Sent(ConversationId conversation, String text) {
        this(conversation, text, System.currentTimeMillis(), new CompletableFuture<>());
    }

    void acknowledge(long seq) {
        answer.complete(new Acknowledged(seq, System.currentTimeMillis()));
    }

    boolean isAcknowledged() {
        return answer.isDone() && !answer.isCompletedExceptionally();
    }
}
