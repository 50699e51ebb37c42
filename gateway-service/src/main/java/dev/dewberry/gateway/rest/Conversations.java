package dev.dewberry.gateway.rest;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.http.ServiceClient;
import dev.dewberry.platform.security.ClientIdentity;
import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// Conversations and their events by REST. Thread-safe.
public final class Conversations {

    private final Callers callers;
    private final ServiceClient storage;
    private final RestCommands commands;
    private final RestSettings settings;

    public Conversations(Callers callers, ServiceClient storage, RestCommands commands, RestSettings settings) {
        this.callers = callers;
        this.storage = storage;
        this.commands = commands;
        this.settings = settings;
    }

    public Mono<ServerResponse> list(ServerRequest request) {
        return callers.identify(request)
                .flatMap(caller ->
                        storage.get("/internal/v1/conversations" + query(request, "limit", "before"), caller.user()))
                .flatMap(Conversations::json);
    }

    public Mono<ServerResponse> events(ServerRequest request) {
        return part(request, "/events" + query(request, "after", "before", "limit"));
    }

    /// Who is in it, a page at a time.
    public Mono<ServerResponse> members(ServerRequest request) {
        return part(request, "/members/page" + query(request, "after", "limit"));
    }

    private Mono<ServerResponse> part(ServerRequest request, String pathAndQuery) {
        return callers.identify(request)
                .flatMap(caller -> storage.get(
                        "/internal/v1/conversations/"
                                + ConversationId.parse(request.pathVariable("conversation"))
                                + pathAndQuery,
                        caller.user()))
                .flatMap(Conversations::json);
    }

    /// A send without a socket.
    public Mono<ServerResponse> send(ServerRequest request) {
        ConversationId conversation = ConversationId.parse(request.pathVariable("conversation"));
        return callers.identify(request)
                .zipWith(Bodies.json(request, settings.maxBody()))
                .flatMap(given -> send(given.getT1(), conversation, given.getT2()));
    }

    private Mono<ServerResponse> send(ClientIdentity caller, ConversationId conversation, Fields body) {
        String clientId = body.text("clientId", 1, Limits.ID_CHARACTERS);
        Content content = Content.ofClient(body.object("content").object());
        if (conversation.isDirect() && !conversation.isDirectOf(caller.user())) {
            throw DewberryException.notFound();
        }
        callers.takeCommand(caller.user());
        return commands.execute(origin -> new Command.Send(
                        origin, caller.user(), conversation, clientId, content.kind(), content.toJson()))
                .flatMap(result -> switch (result) {
                    case RestCommands.Result.Done done ->
                        ack(
                                conversation,
                                done.event().seq(),
                                done.event().event(),
                                done.event().at(),
                                false);
                    case RestCommands.Result.Before before ->
                        ack(
                                before.first().conversation(),
                                before.first().seq(),
                                before.first().event(),
                                before.first().at(),
                                true);
                    case RestCommands.Result.Unchanged unchanged ->
                        Mono.error(DewberryException.busy("the outcome is not known", null));
                });
    }

    private static Mono<ServerResponse> ack(
            ConversationId conversation, long seq, String event, long at, boolean duplicate) {
        String json = Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("conversation", conversation.toString());
            out.writeNumberProperty("seq", seq);
            out.writeStringProperty("event", event);
            out.writeNumberProperty("at", at);
            if (duplicate) {
                out.writeBooleanProperty("duplicate", true);
            }
            out.writeEndObject();
        });
        return ServerResponse.status(201)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(json);
    }

    private static Mono<ServerResponse> json(String body) {
        return ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(body);
    }

    /// Only the parameters that are known, so that nothing else can be slipped into an inner address.
    private static String query(ServerRequest request, String... names) {
        StringBuilder query = new StringBuilder();
        for (String name : names) {
            request.queryParam(name)
                    .ifPresent(value -> query.append(query.isEmpty() ? '?' : '&')
                            .append(name)
                            .append('=')
                            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        }
        return query.toString();
    }
}
