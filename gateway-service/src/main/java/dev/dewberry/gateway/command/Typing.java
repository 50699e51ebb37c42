package dev.dewberry.gateway.command;

import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.gateway.session.Session;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.bus.Signal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// `typing`: passed on, but not more often than anybody needs, ended when the socket goes, and left out while
/// messages wait too long. Each session's part is used on its event loop only.
public final class Typing {

    /// Clients let it expire after 6 s, so a repetition within 2 s tells nobody anything.
    private static final long REPEAT = TimeUnit.SECONDS.toNanos(2);

    private static final long EXPIRY = TimeUnit.SECONDS.toNanos(6);
    private static final int MAX_CONVERSATIONS = 8;

    private final CommandBus bus;
    private final Precedence precedence;
    private final Map<Session, Map<ConversationId, Long>> active = new ConcurrentHashMap<>();

    public Typing(CommandBus bus, Precedence precedence) {
        this.bus = bus;
        this.precedence = precedence;
    }

    public void typing(Session session, ConversationId conversation, boolean on) {
        if (on) {
            start(session, conversation);
        } else {
            Map<ConversationId, Long> mine = active.get(session);
            if (mine != null && mine.remove(conversation) != null) {
                if (mine.isEmpty()) {
                    active.remove(session);
                }
                tell(session, conversation, false);
            }
        }
    }

    private void start(Session session, ConversationId conversation) {
        long now = Ticks.now();
        Map<ConversationId, Long> mine = active.computeIfAbsent(session, s -> new HashMap<>(2));
        mine.values().removeIf(since -> now - since > EXPIRY);
        Long last = mine.get(conversation);
        boolean tooMany = last == null && mine.size() >= MAX_CONVERSATIONS;
        if (!tooMany && (last == null || now - last > REPEAT)) {
            mine.put(conversation, now);
            tell(session, conversation, true);
        }
    }

    /// Of what is left out nothing has to be made good: within 6 s it is over for everybody.
    private void tell(Session session, ConversationId conversation, boolean on) {
        if (!precedence.sheds(Precedence.Kind.TYPING)) {
            bus.add(new Signal.Typing(session.user(), conversation, on));
        }
    }

    public void onClosed(Session session) {
        Map<ConversationId, Long> mine = active.remove(session);
        if (mine != null) {
            mine.keySet().forEach(conversation -> tell(session, conversation, false));
        }
    }
}
