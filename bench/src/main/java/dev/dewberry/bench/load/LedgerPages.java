package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.wire.ServerFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Pages of what the run itself has written, upwards from any event of any conversation.
public final class LedgerPages implements PagePlan {
    private final Map<Conversation, Long> heads = new HashMap<>();
    private final List<Conversation> conversations;
    private final int size;

    /// @param ledger what was acknowledged says how far each conversation goes
    public LedgerPages(Swarm swarm, Ledger ledger, int size) {
        this.size = size;
        swarm.onLoop(() -> {
            for (int n = 0; n < ledger.count(); n++) {
                heads.merge(ledger.conversation(n), ledger.seq(n), Math::max);
            }
            heads.values().removeIf(head -> head == 0);
        });
        this.conversations = List.copyOf(heads.keySet());
    }

    @Override
    public @Nullable Question next(Random random) {
        if (conversations.isEmpty()) {
            return null;
        }
        Conversation of = conversations.get(random.nextInt(conversations.size()));
        Client by = of.members().get(random.nextInt(of.members().size()));
        long head = heads.getOrDefault(of, 1L);
        long after = random.nextLong(head);
        return new Question(of, by, true, after, after + 1, (int) Math.min(size, head - after));
    }

    @Override
    public boolean holds(Question question, ServerFrame event) {
        return true;
    }
}
