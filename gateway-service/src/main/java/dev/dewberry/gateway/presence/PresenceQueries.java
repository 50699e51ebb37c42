package dev.dewberry.gateway.presence;

import dev.dewberry.gateway.limit.Disturbance;
import dev.dewberry.platform.http.GatheredCalls;
import dev.dewberry.platform.http.ServiceClient;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Json;
import java.util.List;
import reactor.core.publisher.Mono;

/// Asks presence-service for many clients in one call. Thread-safe.
public final class PresenceQueries {

    /// Of one call; presence-service takes more.
    private static final int USERS = 4000;

    private final GatheredCalls calls;

    public PresenceQueries(ServiceClient presence, Disturbance disturbance) {
        calls = new GatheredCalls(presence, "/internal/v1/presence/queries", USERS, disturbance::slowdown);
    }

    /// A JSON object, `{items:[…]}`.
    Mono<String> ask(UserId asking, List<UserId> users) {
        return calls.ask(json(asking, users), users.size());
    }

    private static String json(UserId asking, List<UserId> users) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("user", asking.toString());
            out.writeArrayPropertyStart("users");
            users.forEach(user -> out.writeString(user.toString()));
            out.writeEndArray();
            out.writeEndObject();
        });
    }
}
