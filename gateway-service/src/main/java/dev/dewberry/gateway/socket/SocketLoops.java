package dev.dewberry.gateway.socket;

import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;

/// All event loops that have, or had, sockets. Thread-safe.
public final class SocketLoops {

    private final SocketNode node;
    private final ConcurrentHashMap<EventLoop, SocketLoop> loops = new ConcurrentHashMap<>();

    public SocketLoops(SocketNode node) {
        this.node = node;
    }

    SocketLoop of(EventLoop eventLoop) {
        return loops.computeIfAbsent(eventLoop, key -> new SocketLoop(key, node));
    }

    public Collection<SocketLoop> all() {
        return Collections.unmodifiableCollection(loops.values());
    }
}
