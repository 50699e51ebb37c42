package dev.dewberry.message.membership;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.http.ServiceClient;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.util.Map;
import java.util.TreeMap;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/// Asks storage-service.
public final class HttpMembershipStore implements MembershipStore {

    private final ServiceClient storage;

    public HttpMembershipStore(ServiceClient storage) {
        this.storage = storage;
    }

    @Override
    public Mono<Membership> load(ConversationId conversation) {
        return storage.get("/internal/v1/conversations/" + conversation + "/members", null)
                .map(body -> read(conversation, body))
                .onErrorResume(
                        DewberryException.class,
                        error -> error.code() == ErrorCode.NOT_FOUND ? Mono.empty() : Mono.error(error));
    }

    private static Membership read(ConversationId conversation, String body) {
        Fields fields = new Fields(Json.read(body));
        Map<Long, Role> members = new TreeMap<>();
        JsonNode array = fields.node("members");
        if (array != null) {
            for (JsonNode node : array) {
                Fields member = new Fields(node);
                members.put(member.user("user").value(), Role.ofWire(member.text("role")));
            }
        }
        return Membership.of(conversation, fields.text("kind").equals("channel"), fields.number("version"), members);
    }
}
