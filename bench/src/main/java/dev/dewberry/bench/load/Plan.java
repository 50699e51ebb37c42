package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import java.util.List;
import java.util.Random;

/// Who writes where next.
@FunctionalInterface
public interface Plan {
    Step next(Random random);

    record Step(Client sender, Conversation to) {}

    /// Any conversation, any member of it.
    static Plan anybodyIn(List<Conversation> conversations) {
        return random -> {
            Conversation to = conversations.get(random.nextInt(conversations.size()));
            List<Client> members = to.members();
            return new Step(members.get(random.nextInt(members.size())), to);
        };
    }
}
