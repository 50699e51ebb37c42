package dev.dewberry.storage.plan;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Signal;

/// One append with what was worked out about it before.
public sealed interface Task {

    int partition();

    ConversationId conversation();

    static Task of(int partition, Append append, Fingerprints fingerprints) {
        return switch (append) {
            case Append.Apply(Command command, long version) ->
                new Apply(partition, command, version, fingerprints.of(command));
            case Append.Mark(Signal.Marks marks) -> new Mark(partition, marks);
        };
    }

    /// @param version of the membership by which the command was judged
    @SuppressWarnings("ArrayRecordComponent") // tasks are never compared
    record Apply(int partition, Command command, long version, byte[] fingerprint) implements Task {
        @Override
        public ConversationId conversation() {
            return command.conversation();
        }

        public Outcome.Key key() {
            return new Outcome.Key(command.from(), command.clientId());
        }
    }

    record Mark(int partition, Signal.Marks marks) implements Task {
        @Override
        public ConversationId conversation() {
            return marks.conversation();
        }
    }
}
