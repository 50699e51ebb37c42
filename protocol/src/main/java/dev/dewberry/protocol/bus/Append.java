package dev.dewberry.protocol.bus;

/// What message-service has judged and storage-service is to commit.
public sealed interface Append {

    /// @param version of the membership by which the command was judged; 0 for direct conversations,
    ///     and for a new group
    record Apply(Command command, long version) implements Append {}

    /// Marks of somebody who is, as far as message-service knows, a member.
    record Mark(Signal.Marks marks) implements Append {}
}
