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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets of one event loop, with what they need together: one sweep instead of a timer for each, one
/// flush at the end of a turn, one deflater. All methods on the event loop, unless they say otherwise.
public final class SocketLoop {

    private static final Logger log = LoggerFactory.getLogger(SocketLoop.class);

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
        try {
            now.forEach(Outbound::flush);
        } finally {
            // What is left in it would count as flushed soon, for good, and keep the loop from ever flushing again.
            now.clear();
        }
    }

    private void sweep() {
        long now = Ticks.now();
        long queued = 0;
        for (int i = sockets.size() - 1; i >= 0; i--) {
            ClientSocket socket = sockets.get(i);
            queued += socket.queuedBytes();
            try {
                socket.sweep(now);
            } catch (RuntimeException | VirtualMachineError | LinkageError unexpected) {
                // Netty would sweep this loop never again, and say nothing.
                log.error("Connection {} could not be looked after and is closed", socket.id(), unexpected);
                socket.abandon();
            }
        }
        node.metrics().queuedBytesChanged(queued - queuedBytes);
        queuedBytes = queued;
    }
}
