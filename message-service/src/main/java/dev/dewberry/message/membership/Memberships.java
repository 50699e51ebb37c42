package dev.dewberry.message.membership;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.bus.Committed;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import reactor.core.publisher.Mono;

/// The members of conversations, remembered and moved on by the committed events themselves, in their
/// order. What is remembered may be old when another instance had the partition meanwhile, so it is
/// dropped when a partition is taken; and storage-service, which knows the version, has the last word
/// on every append. Thread-safe.
public final class Memberships {

    /// Members over all remembered conversations, about 10 bytes each.
    private static final long REMEMBERED_MEMBERS = 400_000;

    private final MembershipStore store;
    private final Partitions partitions;
    private final Cache<ConversationId, Membership> groups;

    public Memberships(MembershipStore store, Partitions partitions, MeterRegistry meters) {
        this.store = store;
        this.partitions = partitions;
        this.groups = Caffeine.newBuilder()
                .maximumWeight(REMEMBERED_MEMBERS)
                .weigher((ConversationId id, Membership membership) -> membership.size() + 20)
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(meters, groups, "memberships");
    }

    /// What is remembered, else what storage-service says; empty where there is no such group.
    public Mono<Membership> of(ConversationId conversation) {
        if (conversation.isDirect()) {
            return Mono.just(Membership.ofDirect(conversation));
        }
        Membership remembered = groups.getIfPresent(conversation);
        return remembered == null ? store.remembered(conversation).map(this::newest) : Mono.just(remembered);
    }

    /// What storage-service says now.
    public Mono<Membership> fresh(ConversationId conversation) {
        return store.load(conversation).map(this::newest);
    }

    private Membership newest(Membership loaded) {
        return groups.asMap()
                .merge(loaded.conversation(), loaded, (old, now) -> old.version() > now.version() ? old : now);
    }

    /// Whether the conversation has events, so that all in it certainly exist.
    public Mono<Boolean> exists(ConversationId conversation) {
        return store.load(conversation).hasElement();
    }

    /// The members just after an event; remembers them.
    public Mono<Membership> after(Committed.Event event) {
        ConversationId conversation = event.conversation();
        if (conversation.isDirect()) {
            return Mono.just(Membership.ofDirect(conversation));
        }
        if (event.seq() == 1) {
            return Mono.just(remember(Membership.ofCreation(event)));
        }
        Membership remembered = groups.getIfPresent(conversation);
        if (remembered != null && remembered.version() >= event.version()) {
            return Mono.just(remembered);
        }
        Membership moved = remembered == null ? null : remembered.after(event);
        return moved == null ? fresh(conversation) : Mono.just(remember(moved));
    }

    private Membership remember(Membership membership) {
        if (newest(membership) == membership) {
            store.keep(membership);
        }
        return membership;
    }

    /// Forgets the groups of a partition.
    public void forget(int partition) {
        groups.asMap().keySet().removeIf(conversation -> partitions.of(conversation) == partition);
    }
}
