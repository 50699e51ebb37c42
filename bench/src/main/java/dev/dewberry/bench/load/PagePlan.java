package dev.dewberry.bench.load;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.wire.ServerFrame;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Which pages of history are asked for, and what has to be in them.
public interface PagePlan {
    /// Null where there is nothing to ask for.
    @Nullable
    Question next(Random random);

    /// Whether an event of the answer is what it should be, its `seq` apart, which was looked at before.
    boolean holds(Question question, ServerFrame event);

    /// @param up whether it goes up from `bound`, which is not in it, or down
    /// @param bound the `after` or the `before` of the request
    /// @param first the lowest `seq` that has to be in the answer
    /// @param count how many events have to be in it
    record Question(Conversation of, Client by, boolean up, long bound, long first, int count) {}
}
