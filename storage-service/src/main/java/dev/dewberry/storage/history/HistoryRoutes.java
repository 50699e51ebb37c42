package dev.dewberry.storage.history;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.storage.conversation.Caller;
import dev.dewberry.storage.conversation.ConversationRoutes;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `history` over HTTP.
public final class HistoryRoutes {

    private final History history;

    public HistoryRoutes(History history) {
        this.history = history;
    }

    public RouterFunction<ServerResponse> routes() {
        return route().GET("/internal/v1/conversations/{id}/events", this::page).build();
    }

    private Mono<ServerResponse> page(ServerRequest request) {
        return ConversationRoutes.ok(history.page(
                Caller.of(request),
                ConversationId.parse(request.pathVariable("id")),
                Caller.number(request, "after"),
                Caller.number(request, "before"),
                Span.limit(Caller.number(request, "limit"))));
    }
}
