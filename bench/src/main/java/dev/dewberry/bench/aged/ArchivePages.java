package dev.dewberry.bench.aged;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.load.PagePlan;
import dev.dewberry.bench.wire.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Full pages that end anywhere in conversations of an archive, newest and oldest alike.
public final class ArchivePages implements PagePlan {
    private final List<Conversation> conversations;
    private final List<Chat> chats;
    private final int size;

    /// @param conversations those of the chats, in the same order, the first ones of their swarm
    public ArchivePages(List<Conversation> conversations, List<Chat> chats, int size) {
        this.conversations = conversations;
        this.chats = chats;
        this.size = size;
    }

    @Override
    public Question next(Random random) {
        Conversation of = conversations.get(random.nextInt(conversations.size()));
        Client by = of.members().get(random.nextInt(of.members().size()));
        long before = size + 1L + random.nextInt(chat(of).events() - size + 1);
        return new Question(of, by, false, before, before - size, size);
    }

    @Override
    public boolean holds(Question question, ServerFrame event) {
        return event.text().sameAs(chat(question.of()).text(event.seq()).getBytes(StandardCharsets.US_ASCII));
    }

    private Chat chat(Conversation of) {
        return chats.get(of.index());
    }
}
