package dev.dewberry.storage.sync;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.http.GatheredAnswers;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.conversation.Caller;
import dev.dewberry.storage.conversation.ConversationRoutes;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/// `sync` and the list of conversations over HTTP.
public final class SyncRoutes {

    private final Sync sync;

    public SyncRoutes(Sync sync) {
        this.sync = sync;
    }

    public RouterFunction<ServerResponse> routes() {
        return route().POST("/internal/v1/syncs", this::syncs)
                .GET("/internal/v1/conversations", this::list)
                .build();
    }

    private Mono<ServerResponse> syncs(ServerRequest request) {
        return GatheredAnswers.answer(request, this::sync);
    }

    private Mono<String> sync(String question) {
        Fields fields = fields(question);
        String cursor = fields.optionalText("cursor");
        return sync.since(
                fields.user("user"),
                cursor == null ? null : SyncCursor.decode(cursor),
                bounded(fields.optionalNumber("events", 0, Long.MAX_VALUE), 0, Sync.DEFAULT_EVENTS, Sync.MAX_EVENTS),
                bounded(fields.optionalNumber("limit", 0, Long.MAX_VALUE), 1, Sync.DEFAULT_LIMIT, Sync.MAX_LIMIT));
    }

    private Mono<ServerResponse> list(ServerRequest request) {
        int limit = bounded(Caller.number(request, "limit"), 1, Sync.DEFAULT_LIMIT, Sync.MAX_LIMIT);
        Position before = request.queryParam("before")
                .filter(text -> !text.isEmpty())
                .map(ListCursor::decode)
                .orElse(Position.START);
        return ConversationRoutes.ok(sync.list(Caller.of(request), before, limit));
    }

    private static Fields fields(String line) {
        JsonNode node = Json.tryRead(line);
        if (node == null || !node.isObject()) {
            throw DewberryException.badFrame("each line is one JSON object");
        }
        return new Fields(node);
    }

    /// Cut silently, as everywhere.
    private static int bounded(@Nullable Long wanted, int least, int otherwise, int most) {
        return wanted == null ? otherwise : (int) Math.clamp(wanted, (long) least, (long) most);
    }
}
