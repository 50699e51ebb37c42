package dev.dewberry.gateway.app;

import dev.dewberry.gateway.limit.MemoryGuard;
import dev.dewberry.gateway.session.Registry;
import dev.dewberry.gateway.session.Session;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;

/// Sends a part of the clients elsewhere before memory runs out: those at whose sockets nobody looks first,
/// then those who have asked for nothing for the longest time. A twentieth at a time, until a collection finds
/// that it was enough.
final class Shedding {

    private static final Logger log = LoggerFactory.getLogger(Shedding.class);
    private static final int PARTS = 20;

    private final MemoryGuard memory;
    private final Registry registry;
    private final Farewell farewell;
    private final Counter shed;

    Shedding(MemoryGuard memory, Registry registry, Farewell farewell, MeterRegistry meters) {
        this.memory = memory;
        this.registry = registry;
        this.farewell = farewell;
        this.shed = meters.counter("dewberry.gateway.shed", "kind", "sockets");
    }

    /// To be called every second.
    void check() {
        if (!memory.mustShed()) {
            return;
        }
        List<Session> idlest = idlest(registry.sessions());
        log.warn("Memory is nearly used up: the {} idlest sockets are sent away", idlest.size());
        shed.increment(idlest.size());
        Disposable unused = farewell.say(idlest, Farewell.Reason.OVERLOAD).subscribe();
    }

    private static List<Session> idlest(List<Session> sessions) {
        record Idle(Session session, boolean background, long since) {}
        // Taken down before the sort, which does not bear that they change meanwhile.
        List<Idle> staying = sessions.stream()
                .filter(session -> !session.isLeaving())
                .map(session -> new Idle(session, session.isBackground(), session.lastRequest()))
                .sorted(Comparator.comparing(Idle::background).reversed().thenComparingLong(Idle::since))
                .toList();
        int count = (staying.size() + PARTS - 1) / PARTS;
        return staying.stream().limit(count).map(Idle::session).toList();
    }
}
