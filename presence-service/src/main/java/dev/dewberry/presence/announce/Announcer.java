package dev.dewberry.presence.announce;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.frame.PresenceItem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/// Tells every gateway what changed; each knows who of its sockets watches whom. What a gateway's
/// stream does not take waits here, the latest state of a user only, and is told when there is room
/// again.
///
/// Not thread-safe: confined to the keeper's thread.
public final class Announcer {

    /// Items of one record: about 16 KB.
    private static final int RECORD_ITEMS = 200;

    /// Gateways told at the same time.
    private static final int CONCURRENCY = 16;

    private final Announcements announcements;
    private final Scheduler scheduler;
    private final int maxOwed;
    private final Map<String, Map<UserId, PresenceItem>> owed = new HashMap<>();
    private final Counter announced;
    private final Counter postponed;
    private final Counter dropped;

    /// @param scheduler the keeper's thread
    /// @param maxOwed users per gateway whose change may wait; past that the oldest are dropped
    public Announcer(Announcements announcements, Scheduler scheduler, int maxOwed, MeterRegistry meters) {
        this.announcements = announcements;
        this.scheduler = scheduler;
        this.maxOwed = maxOwed;
        announced = counter(meters, "announced", "Changes told to a gateway");
        postponed = counter(meters, "postponed", "Changes that had to wait because a gateway's stream was full");
        dropped = counter(meters, "dropped", "Changes dropped because too many waited");
    }

    private static Counter counter(MeterRegistry meters, String name, String description) {
        return Counter.builder("dewberry.presence." + name)
                .description(description)
                .register(meters);
    }

    /// Notes what the gateways are to be told; those that are not named are forgotten.
    public void add(List<PresenceItem> items, Set<String> gateways) {
        owed.keySet().retainAll(gateways);
        for (String gateway : gateways) {
            Map<UserId, PresenceItem> waiting = owed.computeIfAbsent(gateway, absent -> new LinkedHashMap<>());
            for (PresenceItem item : items) {
                // Removed first, so that it goes to the end: the map drops its oldest.
                waiting.remove(item.user());
                waiting.put(item.user(), item);
            }
            dropOldest(waiting);
        }
    }

    private void dropOldest(Map<UserId, PresenceItem> waiting) {
        Iterator<UserId> oldest = waiting.keySet().iterator();
        for (int tooMany = waiting.size() - maxOwed; tooMany > 0; tooMany--) {
            oldest.next();
            oldest.remove();
            dropped.increment();
        }
    }

    /// Tells what is owed. Never fails.
    public Mono<Void> flush() {
        return Flux.fromIterable(List.copyOf(owed.keySet()))
                .flatMap(this::flush, CONCURRENCY)
                .then();
    }

    private Mono<Void> flush(String gateway) {
        Map<UserId, PresenceItem> waiting = owed.remove(gateway);
        if (waiting == null || waiting.isEmpty()) {
            return Mono.empty();
        }
        return Flux.fromIterable(waiting.values())
                .buffer(RECORD_ITEMS)
                .concatMap(items -> tell(gateway, List.copyOf(items)))
                .collect(ArrayList<PresenceItem>::new, ArrayList::addAll)
                .publishOn(scheduler)
                .doOnNext(refused -> owe(gateway, refused))
                .then();
    }

    /// What was not taken.
    private Mono<List<PresenceItem>> tell(String gateway, List<PresenceItem> items) {
        return announcements.deliver(gateway, new Delivery.Presence(items)).map(taken -> {
            (taken ? announced : postponed).increment(items.size());
            return taken ? List.of() : items;
        });
    }

    /// Puts items back, unless something newer came meanwhile.
    private void owe(String gateway, List<PresenceItem> refused) {
        if (refused.isEmpty()) {
            return;
        }
        Map<UserId, PresenceItem> waiting = new LinkedHashMap<>();
        refused.forEach(item -> waiting.put(item.user(), item));
        owed.getOrDefault(gateway, Map.of()).forEach((user, newer) -> {
            waiting.remove(user);
            waiting.put(user, newer);
        });
        dropOldest(waiting);
        owed.put(gateway, waiting);
    }
}
