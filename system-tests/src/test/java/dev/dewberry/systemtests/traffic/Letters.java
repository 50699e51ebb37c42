package dev.dewberry.systemtests.traffic;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.systemtests.cluster.User;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/// All that one writer has written, numbered, each to the next of his conversations. Thread-safe.
final class Letters {

    private final User user;
    private final List<ConversationId> conversations;
    private final List<Sent> all = new ArrayList<>();
    private final AtomicInteger acknowledged = new AtomicInteger();

    Letters(User user, List<ConversationId> conversations) {
        this.user = user;
        this.conversations = List.copyOf(conversations);
    }

    synchronized Sent next() {
        int number = all.size();
        Sent next = new Sent(conversations.get(number % conversations.size()), user.username() + "#" + number);
        all.add(next);
        var _ = next.answer().thenRun(acknowledged::incrementAndGet);
        return next;
    }

    synchronized List<Sent> all() {
        return List.copyOf(all);
    }

    int acknowledged() {
        return acknowledged.get();
    }

    List<ConversationId> conversations() {
        return conversations;
    }

    /// When something that was written to the conversation after `since` was acknowledged for the first time.
    synchronized OptionalLong firstAnswer(ConversationId conversation, long since) {
        OptionalLong first = OptionalLong.empty();
        for (int i = all.size() - 1; i >= 0 && all.get(i).at() >= since; i--) {
            Sent one = all.get(i);
            if (one.conversation().equals(conversation) && one.isAcknowledged()) {
                long at = one.answer().join().at();
                first = OptionalLong.of(Math.min(at, first.orElse(Long.MAX_VALUE)));
            }
        }
        return first;
    }
}
