package dev.dewberry.systemtests.traffic;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.systemtests.cluster.User;
import java.util.List;
import java.util.OptionalLong;

/// A writer who keeps what he has written. How he sends it is up to others.
abstract sealed class LetterWriter implements Writer permits RestSender, Sender {

    final User user;
    final Letters letters;

    LetterWriter(User user, List<ConversationId> conversations) {
        this.user = user;
        letters = new Letters(user, conversations);
    }

    @Override
    public final User user() {
        return user;
    }

    @Override
    public final List<ConversationId> conversations() {
        return letters.conversations();
    }

    @Override
    public final int acknowledged() {
        return letters.acknowledged();
    }

    @Override
    public final List<Sent> sent() {
        return letters.all();
    }

    @Override
    public final OptionalLong firstAnswer(ConversationId conversation, long since) {
        return letters.firstAnswer(conversation, since);
    }
}
