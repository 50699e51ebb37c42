package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Who writes where next.
@FunctionalInterface
public interface Plan {
    /// Null where nothing is left to write: the load ends then.
    @Nullable
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

    /// These, one after another, and then no more.
    static Plan inTurn(Iterator<Step> steps) {
        return random -> steps.hasNext() ? steps.next() : null;
    }
}
