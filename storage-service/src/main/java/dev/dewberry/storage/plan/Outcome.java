package dev.dewberry.storage.plan;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import java.util.Arrays;

/// What became of a command the first time: kept so that a repetition of it gets the same answer and
/// changes nothing.
///
/// @param seq 0 where nothing was to be done
@SuppressWarnings("ArrayRecordComponent") // compared through matches(), never through equals()
public record Outcome(Key key, byte[] fingerprint, ConversationId conversation, long seq, long event, long at) {

    /// The logical identity of a command.
    public record Key(UserId sender, String clientId) {}

    boolean matches(byte[] other) {
        return Arrays.equals(fingerprint, other);
    }
}
