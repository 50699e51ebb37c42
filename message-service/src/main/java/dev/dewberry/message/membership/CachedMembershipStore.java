package dev.dewberry.message.membership;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/// Keeps the members of groups in Redis, so that a message-service that starts, or takes a partition,
/// asks storage-service only for what nobody has asked for in the last hour. What is kept may be old:
/// [Memberships] asks afresh before it refuses somebody, and storage-service compares versions. Redis
/// away, or wiped, only makes it slower. Thread-safe.
public final class CachedMembershipStore implements MembershipStore {

    private static final Logger log = LoggerFactory.getLogger(CachedMembershipStore.class);
    private static final Duration TIME_TO_LIVE = Duration.ofHours(1);
    /// About 10 KB; larger groups are few, and asked for.
    private static final int MEMBERS = 1000;

    private final MembershipStore store;
    private final RedisBus bus;

    public CachedMembershipStore(MembershipStore store, RedisBus bus) {
        this.store = store;
        this.bus = bus;
    }

    @Override
    public Mono<Membership> load(ConversationId conversation) {
        return store.load(conversation).doOnNext(this::keep);
    }

    @Override
    public Mono<Membership> remembered(ConversationId conversation) {
        return bus.<String>call(redis -> redis.get(key(conversation)))
                .map(json -> read(conversation, json))
                .onErrorResume(error -> {
                    log.debug("The members of {} cannot be had from Redis", conversation, error);
                    return Mono.empty();
                })
                .switchIfEmpty(Mono.defer(() -> load(conversation)));
    }

    @Override
    public void keep(Membership membership) {
        if (membership.size() > MEMBERS || membership.conversation().isDirect()) {
            return;
        }
        String json = write(membership);
        var _ = bus.<String>call(
                        redis -> redis.set(key(membership.conversation()), json, SetArgs.Builder.ex(TIME_TO_LIVE)))
                .subscribe(
                        done -> {},
                        error -> log.debug("The members of {} were not kept", membership.conversation(), error));
    }

    private static String key(ConversationId conversation) {
        return BusKeys.cache("message", "members:" + conversation);
    }

    static String write(Membership membership) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeBooleanProperty("channel", membership.isChannel());
            out.writeNumberProperty("version", membership.version());
            out.writeObjectPropertyStart("members");
            membership.roles().forEach((user, role) -> out.writeNumberProperty(Long.toString(user), role.ordinal()));
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    static Membership read(ConversationId conversation, String json) {
        Fields fields = new Fields(Json.read(json));
        Map<Long, Role> members = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member :
                fields.object("members").object().properties()) {
            members.put(
                    Long.parseLong(member.getKey()),
                    Role.values()[member.getValue().intValue()]);
        }
        return Membership.of(conversation, fields.flag("channel"), fields.number("version"), members);
    }
}
