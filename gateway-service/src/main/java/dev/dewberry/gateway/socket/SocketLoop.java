package dev.dewberry.gateway.socket;

import dev.dewberry.gateway.limit.Ticks;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The sockets of one event loop, with what they need together: one sweep instead of a timer for each, one
/// flush at the end of a turn, one deflater. All methods on the event loop, unless they say otherwise.
public final class SocketLoop {

    private final EventLoop eventLoop;
    private final SocketNode node;
    private final List<ClientSocket> sockets = new ArrayList<>();
    private List<Outbound> unflushed = new ArrayList<>();
    private List<Outbound> flushing = new ArrayList<>();
    private final Deflate deflate = new Deflate();
    private @Nullable ScheduledFuture<?> sweep;
    private long queuedBytes;

    SocketLoop(EventLoop eventLoop, SocketNode node) {
        this.eventLoop = eventLoop;
        this.node = node;
    }

    /// Runs something on the event loop; from any thread.
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    public boolean isCurrent() {
        return eventLoop.inEventLoop();
    }

    public void forEach(Consumer<ClientSocket> action) {
        // Closing a socket takes it out of the list, and puts the last one in its place.
        for (int i = sockets.size() - 1; i >= 0; i--) {
            action.accept(sockets.get(i));
        }
    }

    SocketNode node() {
        return node;
    }

    Deflate deflate() {
        return deflate;
    }

    ByteBufAllocator allocator() {
        return ByteBufAllocator.DEFAULT;
    }

    void add(ClientSocket socket) {
        socket.index = sockets.size();
        sockets.add(socket);
        if (sweep == null) {
            long period = node.settings().sweep().toNanos();
            sweep = eventLoop.scheduleWithFixedDelay(this::sweep, period, period, TimeUnit.NANOSECONDS);
        }
    }

    void remove(ClientSocket socket) {
        ClientSocket last = sockets.removeLast();
        if (last != socket) {
            sockets.set(socket.index, last);
            last.index = socket.index;
        }
    }

    /// The socket has something to flush: that happens at the end of this turn, together with what else comes
    /// up in it.
    void flushLater(Outbound socket) {
        if (unflushed.isEmpty()) {
            eventLoop.execute(this::flush);
        }
        unflushed.add(socket);
    }

    private void flush() {
        List<Outbound> now = unflushed;
        unflushed = flushing;
        flushing = now;
        for (Outbound socket : now) {
            socket.flush();
        }
        now.clear();
    }

    private void sweep() {
        long now = Ticks.now();
        long queued = 0;
        for (int i = sockets.size() - 1; i >= 0; i--) {
            ClientSocket socket = sockets.get(i);
            queued += socket.queuedBytes();
            socket.sweep(now);
        }
        node.metrics().queuedBytesChanged(queued - queuedBytes);
        queuedBytes = queued;
    }
}
