package dev.dewberry.presence.query;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.PresenceItem;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/// `POST /internal/v1/presence/query`, for gateways on behalf of a user: `{users:[…]}` →
/// `{items:[{user,status,lastSeen,text?}]}`.
public final class PresenceRoutes {

    private static final String USER = "X-Dewberry-User";

    private final PresenceQuery query;

    public PresenceRoutes(PresenceQuery query) {
        this.query = query;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .POST("/internal/v1/presence/query", this::answer)
                .build();
    }

    private Mono<ServerResponse> answer(ServerRequest request) {
        UserId asking = asking(request);
        return request.bodyToMono(String.class)
                .defaultIfEmpty("")
                .map(PresenceRoutes::users)
                .flatMap(users -> query.answer(asking, users))
                .flatMap(items -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(json(items)));
    }

    private static UserId asking(ServerRequest request) {
        @Nullable String header = request.headers().firstHeader(USER);
        if (header == null) {
            throw DewberryException.badFrame(USER + " is missing");
        }
        return UserId.parse(header);
    }

    private static List<UserId> users(String body) {
        JsonNode node = Json.tryRead(body);
        if (node == null || !node.isObject()) {
            throw DewberryException.badFrame("the body is one JSON object");
        }
        return new Fields(node).users("users", Limits.WATCHED_USERS);
    }

    private static String json(List<PresenceItem> items) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeArrayPropertyStart("items");
            items.forEach(item -> ServerFrameCodec.writePresenceItem(out, item));
            out.writeEndArray();
            out.writeEndObject();
        });
    }
}
