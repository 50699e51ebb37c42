package dev.dewberry.storage.conversation;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.database.HttpErrors;
import dev.dewberry.storage.identity.IdBlocks;
import dev.dewberry.storage.identity.Meta;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// What services ask about conversations, and the pages of members, which only members see.
public final class ConversationRoutes {

    private final MemberList members;
    private final MemberPage memberPage;
    private final IdBlocks groupIds;
    private final Meta meta;

    public ConversationRoutes(MemberList members, MemberPage memberPage, IdBlocks groupIds, Meta meta) {
        this.members = members;
        this.memberPage = memberPage;
        this.groupIds = groupIds;
        this.meta = meta;
    }

    public RouterFunction<ServerResponse> routes() {
        return route().GET("/internal/v1/epoch", this::epoch)
                .POST("/internal/v1/groups/ids", this::newGroupId)
                .GET("/internal/v1/conversations/{id}/members", this::members)
                .GET("/internal/v1/conversations/{id}/members/page", this::memberPage)
                .build();
    }

    private Mono<ServerResponse> epoch(ServerRequest request) {
        return ok(meta.epoch().map(epoch -> object("epoch", epoch)));
    }

    private Mono<ServerResponse> newGroupId(ServerRequest request) {
        return ok(groupIds.take(1).map(id -> object("id", Long.toString(id))));
    }

    private Mono<ServerResponse> members(ServerRequest request) {
        ConversationId conversation = ConversationId.parse(request.pathVariable("id"));
        return ok(members.json(conversation).switchIfEmpty(Mono.error(DewberryException::notFound)));
    }

    private Mono<ServerResponse> memberPage(ServerRequest request) {
        return ok(memberPage.json(
                Caller.of(request),
                ConversationId.parse(request.pathVariable("id")),
                Caller.number(request, "after"),
                Caller.number(request, "limit")));
    }

    private static String object(String name, String value) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty(name, value);
            out.writeEndObject();
        });
    }

    /// A body that is JSON already.
    public static Mono<ServerResponse> ok(Mono<String> json) {
        return HttpErrors.busy(json)
                .flatMap(body -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(body));
    }
}
