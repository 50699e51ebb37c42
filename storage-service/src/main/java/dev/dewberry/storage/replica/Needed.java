package dev.dewberry.storage.replica;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.storage.hot.Membership.Stamp;

/// How far a replica has to be, so that its answer lacks nothing that its reader, or anybody whom he has
/// heard, was told of.
public sealed interface Needed {

    /// All of a log up to a state that is known from the primary, or from what is kept hot; everything
    /// that was erased by then is erased.
    record Log(ConversationId conversation, Stamp stamp) implements Needed {}

    /// Everything that is committed when the read begins.
    record Everything() implements Needed {}
}
