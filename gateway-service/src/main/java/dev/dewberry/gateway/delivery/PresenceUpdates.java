package dev.dewberry.gateway.delivery;

import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.gateway.session.Session;
import dev.dewberry.gateway.socket.Frames;
import dev.dewberry.gateway.socket.SharedFrame;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.PresenceItem;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import io.netty.buffer.ByteBufAllocator;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/// Who is present, on its way to those who watch. While messages wait too long it is kept back, of each user the
/// latest only. Thread-safe.
public final class PresenceUpdates {

    /// Users of whom something is kept back; what comes of others then goes on.
    static final int MAX = 20_000;

    private final Watchers watchers;
    private final Precedence precedence;
    private final ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
    private final Map<UserId, PresenceItem> kept = new LinkedHashMap<>();
    private boolean keeping;

    public PresenceUpdates(Watchers watchers, Precedence precedence) {
        this.watchers = watchers;
        this.precedence = precedence;
    }

    /// To be called before each batch: what goes out in it must not be overtaken by what is kept back
    /// in it and then released.
    synchronized void look() {
        keeping = precedence.isShed(Precedence.Kind.PRESENCE);
    }

    synchronized void pass(List<PresenceItem> items, LoopBatches out) {
        if (!keeping) {
            passKept(out);
        }
        for (PresenceItem item : items) {
            if (keeping && (kept.size() < MAX || kept.containsKey(item.user()))) {
                keep(item);
            } else {
                tell(item, out);
            }
        }
    }

    private void keep(PresenceItem item) {
        if (!watchers.of(item.user()).isEmpty()) {
            kept.put(item.user(), item);
            precedence.count(Precedence.Kind.PRESENCE, 1);
        }
    }

    /// Passes on what was kept back, if it is time. Under the lock, so that nothing that comes later is
    /// sooner at the sockets.
    ///
    /// @return done when every socket has its part
    public synchronized Mono<Void> release() {
        if (kept.isEmpty() || precedence.isShed(Precedence.Kind.PRESENCE)) {
            return Mono.empty();
        }
        LoopBatches out = new LoopBatches();
        passKept(out);
        return out.run();
    }

    private void passKept(LoopBatches out) {
        kept.values().forEach(item -> tell(item, out));
        kept.clear();
    }

    private void tell(PresenceItem item, LoopBatches out) {
        Collection<Session> sessions = watchers.of(item.user());
        if (!sessions.isEmpty()) {
            String json = ServerFrameCodec.presence(new ServerFrame.Presence(null, List.of(item)));
            // Too small to be worth compressing.
            Outgoing.Glance glance = new Outgoing.Glance(
                    out.own(SharedFrame.of(allocator, Frames.text(allocator, json), null, Integer.MAX_VALUE)));
            sessions.forEach(session -> out.add(session, glance));
        }
    }
}
