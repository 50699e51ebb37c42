package dev.dewberry.gateway.socket;

import dev.dewberry.gateway.limit.ClientAddresses;
import dev.dewberry.gateway.limit.ConnectionPace;
import dev.dewberry.gateway.limit.FailureLimiter;
import dev.dewberry.gateway.limit.MemoryGuard;
import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.gateway.socket.SocketMetrics.Refusal;
import io.netty.handler.codec.http.HttpRequest;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides who gets a socket, and when. Thread-safe.
public final class Upgrades {

    private final SocketNode node;
    private final SocketLoops loops;
    private final Handshake handshake;
    private final ClientAddresses addresses;
    private final ConnectionPace pace;
    private final MemoryGuard memory;
    private final FrameReceiver.Factory receivers;

    public Upgrades(
            SocketNode node,
            SocketLoops loops,
            ClientAddresses addresses,
            ConnectionPace pace,
            MemoryGuard memory,
            FrameReceiver.Factory receivers) {
        this.node = node;
        this.loops = loops;
        this.handshake = new Handshake(node.settings());
        this.addresses = addresses;
        this.pace = pace;
        this.memory = memory;
        this.receivers = receivers;
    }

    /// What becomes of a request for a socket.
    sealed interface Verdict {}

    /// @param retryAfterSeconds 0 where it is no use to try again
    record Refused(Refusal reason, long retryAfterSeconds) implements Verdict {}

    /// A place was reserved.
    record Accepted(@Nullable String address, boolean compressed, long waitNanos) implements Verdict {}

    Verdict judge(HttpRequest request, SocketAddress peer) {
        Verdict verdict = decide(request, addressOf(request, peer));
        if (verdict instanceof Refused refused) {
            node.metrics().refused(refused.reason());
        }
        return verdict;
    }

    private Verdict decide(HttpRequest request, @Nullable String address) {
        long now = Ticks.now();
        if (node.isDraining()) {
            return new Refused(Refusal.DRAINING, 1);
        }
        long turn = node.failures().turn(address, now);
        if (turn == FailureLimiter.NO_TURN) {
            return new Refused(Refusal.ADDRESS, FailureLimiter.comeAgain().toSeconds());
        }
        Refusal wrong = handshake.judge(request);
        if (wrong != null) {
            node.failures().failed(address, now);
            return new Refused(wrong, 0);
        }
        if (memory.isShort()) {
            return new Refused(Refusal.MEMORY, 30);
        }
        if (!node.tryReserve()) {
            return new Refused(Refusal.FULL, 10);
        }
        long wait = pace.reserve(now);
        if (wait < 0) {
            node.release();
            return new Refused(Refusal.PACE, 5);
        }
        return new Accepted(address, handshake.compresses(request), Math.max(turn, wait));
    }

    /// A request that is not even HTTP, or that does not come to its end.
    void broken(SocketAddress peer) {
        node.failures().failed(addresses.of(peer, null), Ticks.now());
    }

    /// Gives back the place of a client that went before he got his socket.
    void abandoned() {
        node.release();
    }

    Handshake handshake() {
        return handshake;
    }

    SocketLoops loops() {
        return loops;
    }

    SocketNode node() {
        return node;
    }

    FrameReceiver.Factory receivers() {
        return receivers;
    }

    private @Nullable String addressOf(HttpRequest request, SocketAddress peer) {
        List<String> forwarded = request.headers().getAll("X-Forwarded-For");
        return addresses.of(peer, forwarded.isEmpty() ? null : String.join(",", forwarded));
    }

    static boolean isSocketPath(HttpRequest request) {
        String uri = request.uri();
        return uri.equals("/ws") || uri.startsWith("/ws?");
    }
}
