package dev.dewberry.gateway.app;

import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.gateway.session.Registry;
import dev.dewberry.gateway.session.Session;
import dev.dewberry.gateway.socket.SocketLoop;
import dev.dewberry.gateway.socket.SocketLoops;
import dev.dewberry.gateway.socket.SocketNode;
import dev.dewberry.protocol.CloseCode;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/// Sends everybody away when the gateway stops, and then closes whatever is still open: clients that were not
/// welcomed yet, and those whose outcomes did not come.
final class Drain implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    private final SocketNode node;
    private final SocketLoops loops;
    private final Registry registry;
    private final Farewell farewell;
    private volatile boolean started;

    Drain(SocketNode node, SocketLoops loops, Registry registry, Farewell farewell) {
        this.node = node;
        this.loops = loops;
        this.registry = registry;
        this.farewell = farewell;
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        started = false;
        node.drain();
        List<Session> sessions = registry.sessions();
        log.info("Going away: {} sockets", sessions.size());
        long begin = Ticks.now();
        Disposable unused = farewell.say(sessions, Farewell.Reason.DRAIN)
                .takeUntil(step -> node.sockets() == 0)
                .doFinally(signal -> closeRest(begin, callback))
                .subscribe();
    }

    private void closeRest(long begin, Runnable callback) {
        for (SocketLoop loop : loops.all()) {
            loop.execute(() -> loop.forEach(socket -> socket.close(CloseCode.UNAVAILABLE)));
        }
        // Until the last client has answered the close, but not for ever.
        Disposable unused = Flux.interval(Duration.ZERO, Duration.ofMillis(20))
                .takeUntil(step -> node.sockets() == 0)
                .take(node.settings().closeGrace())
                .doFinally(signal -> {
                    log.info(
                            "Drained in {} ms",
                            Duration.ofNanos(Ticks.now() - begin).toMillis());
                    callback.run();
                })
                .subscribe();
    }

    @Override
    public boolean isRunning() {
        return started;
    }

    /// Stops before anything else does.
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
