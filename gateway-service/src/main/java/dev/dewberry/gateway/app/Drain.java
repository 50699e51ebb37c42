package dev.dewberry.gateway.app;

import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.gateway.session.Registry;
import dev.dewberry.gateway.session.Session;
import dev.dewberry.gateway.socket.SocketLoop;
import dev.dewberry.gateway.socket.SocketLoops;
import dev.dewberry.gateway.socket.SocketNode;
import dev.dewberry.protocol.CloseCode;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/// Sends everybody away when the gateway stops: first a `goaway`, so that clients leave by themselves, each
/// at a time of its own; then, spread over the time of the drain, a close for those who are still here. What
/// was sent before is still acknowledged.
final class Drain implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final int STEPS = 20;
    /// What a small board takes in a second without trouble for those who are there.
    private static final int RETURNS_PER_SECOND = 200;

    private static final long RETRY_MIN_MILLIS = 500;

    private final SocketNode node;
    private final SocketLoops loops;
    private final Registry registry;
    private volatile boolean started;

    Drain(SocketNode node, SocketLoops loops, Registry registry) {
        this.node = node;
        this.loops = loops;
        this.registry = registry;
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
        List<Session> sessions = new ArrayList<>();
        registry.forEach(sessions::add);
        log.info("Going away: {} sockets", sessions.size());
        sayGoodbye(sessions);
        long begin = Ticks.now();
        Duration drain = node.settings().drain();
        Disposable unused = Flux.interval(drain.dividedBy(STEPS))
                .take(STEPS + 1)
                .takeUntil(step -> node.sockets() == 0)
                .doOnNext(step -> closeSome(sessions, step + 1))
                .doFinally(signal -> closeRest(begin, callback))
                .subscribe();
    }

    private void sayGoodbye(List<Session> sessions) {
        long max = RETRY_MIN_MILLIS + 1500 + 1000L * sessions.size() / RETURNS_PER_SECOND;
        String goaway = ServerFrameCodec.goaway(new ServerFrame.Goaway("drain", RETRY_MIN_MILLIS, max));
        for (Session session : sessions) {
            session.socket().loop().execute(() -> session.leave(goaway));
        }
    }

    /// Nobody is closed in the first half, which belongs to those who go by themselves, and to the outcomes
    /// that are awaited.
    private static void closeSome(List<Session> sessions, long step) {
        int half = STEPS / 2;
        if (step <= half) {
            return;
        }
        int from = (int) (sessions.size() * (step - half - 1) / half);
        int to = (int) Math.min(sessions.size(), sessions.size() * (step - half) / half);
        for (Session session : sessions.subList(Math.min(from, to), to)) {
            session.socket().loop().execute(() -> session.socket().close(CloseCode.UNAVAILABLE));
        }
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
