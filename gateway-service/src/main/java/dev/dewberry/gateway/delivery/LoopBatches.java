package dev.dewberry.gateway.delivery;

import dev.dewberry.gateway.session.Session;
import dev.dewberry.gateway.socket.SharedFrame;
import dev.dewberry.gateway.socket.SocketLoop;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// What one batch of deliveries has for each event loop: one hand-over for each loop, however many recipients
/// there are. Filled by one thread, then run once.
final class LoopBatches {

    private static final Logger log = LoggerFactory.getLogger(LoopBatches.class);

    private final Map<SocketLoop, LoopBatch> batches = new IdentityHashMap<>();
    private final List<SharedFrame> frames = new ArrayList<>();

    void add(Session session, Outgoing what) {
        LoopBatch batch = batches.computeIfAbsent(session.socket().loop(), loop -> new LoopBatch());
        batch.sessions.add(session);
        batch.what.add(what);
    }

    /// The frame is released when all loops have done their part.
    SharedFrame own(SharedFrame frame) {
        frames.add(frame);
        return frame;
    }

    /// @return done when all loops have done their part: who waits for that before he takes the next
    ///     batch keeps memory bounded
    Mono<Void> run() {
        if (batches.isEmpty()) {
            release();
            return Mono.empty();
        }
        Sinks.Empty<Void> done = Sinks.empty();
        AtomicInteger running = new AtomicInteger(batches.size());
        batches.forEach((loop, batch) -> loop.execute(() -> {
            try {
                batch.run();
            } finally {
                if (running.decrementAndGet() == 0) {
                    release();
                    done.tryEmitEmpty();
                }
            }
        }));
        return done.asMono();
    }

    private void release() {
        frames.forEach(SharedFrame::release);
    }

    private static final class LoopBatch {
        private final List<Session> sessions = new ArrayList<>();
        private final List<Outgoing> what = new ArrayList<>();

        void run() {
            for (int i = 0; i < sessions.size(); i++) {
                try {
                    what.get(i).to(sessions.get(i));
                } catch (RuntimeException | VirtualMachineError | LinkageError unexpected) {
                    // One socket's trouble must not cost the others their events; this one is told that it missed
                    // something.
                    log.error(
                            "A delivery to connection {} failed",
                            sessions.get(i).connection(),
                            unexpected);
                    tell(sessions.get(i));
                }
            }
        }

        private static void tell(Session session) {
            try {
                session.socket().resync();
            } catch (RuntimeException | VirtualMachineError | LinkageError again) {
                // Not even that can be told him: he comes again and syncs.
                session.socket().abandon();
            }
        }
    }
}
