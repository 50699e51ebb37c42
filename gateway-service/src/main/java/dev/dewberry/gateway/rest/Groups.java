package dev.dewberry.gateway.rest;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.http.ServiceClient;
import dev.dewberry.platform.security.ClientIdentity;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Command.Change;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.util.List;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// Groups and their members by REST. Thread-safe.
public final class Groups {

    private final Callers callers;
    private final ServiceClient storage;
    private final RestCommands commands;
    private final RestSettings settings;

    public Groups(Callers callers, ServiceClient storage, RestCommands commands, RestSettings settings) {
        this.callers = callers;
        this.storage = storage;
        this.commands = commands;
        this.settings = settings;
    }

    public Mono<ServerResponse> create(ServerRequest request) {
        return callers.identify(request)
                .zipWith(Bodies.json(request, settings.maxBody()))
                .flatMap(given -> create(given.getT1(), given.getT2()));
    }

    private Mono<ServerResponse> create(ClientIdentity caller, Fields body) {
        String name = body.text("name", 1, Limits.GROUP_NAME_CHARACTERS);
        List<UserId> members = body.users("members", Limits.GROUP_MEMBERS).stream()
                .distinct()
                .filter(member -> !member.equals(caller.user()))
                .toList();
        if (members.size() >= Limits.GROUP_MEMBERS) {
            throw Fields.bad("members", "are too many");
        }
        String clientId = clientIdOf(body);
        callers.takeCommand(caller.user());
        return storage.post("/internal/v1/groups/ids", caller.user(), "{}")
                .map(answer -> ConversationId.group(Long.parseLong(new Fields(Json.read(answer)).text("id"))))
                .flatMap(group -> commands.execute(
                        origin -> new Command.CreateGroup(origin, caller.user(), group, clientId, name, members)))
                .flatMap(result -> switch (result) {
                    case RestCommands.Result.Done done -> created(done.event().conversation());
                    case RestCommands.Result.Before before ->
                        created(before.first().conversation());
                    case RestCommands.Result.Unchanged unchanged ->
                        Mono.error(DewberryException.busy("the outcome is not known", null));
                });
    }

    public Mono<ServerResponse> add(ServerRequest request) {
        return change(request, (caller, user) -> Change.ADD);
    }

    public Mono<ServerResponse> remove(ServerRequest request) {
        return change(request, (caller, user) -> user.equals(caller) ? Change.LEAVE : Change.REMOVE);
    }

    private interface Kind {
        Change of(UserId caller, UserId user);
    }

    private Mono<ServerResponse> change(ServerRequest request, Kind kind) {
        ConversationId group = group(request.pathVariable("group"));
        UserId user = UserId.parse(request.pathVariable("user"));
        return callers.identify(request)
                .flatMap(caller -> {
                    callers.takeCommand(caller.user());
                    return commands.execute(origin -> new Command.ChangeMembers(
                            origin, caller.user(), group, newClientId(), kind.of(caller.user(), user), List.of(user)));
                })
                .flatMap(result -> ServerResponse.noContent().build());
    }

    /// The group's id, with or without its prefix.
    private static ConversationId group(String text) {
        ConversationId group = ConversationId.parse(text.startsWith("g:") ? text : "g:" + text);
        if (group.isDirect()) {
            throw DewberryException.notFound();
        }
        return group;
    }

    private static Mono<ServerResponse> created(ConversationId group) {
        String json = Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("conversation", group.toString());
            out.writeEndObject();
        });
        return ServerResponse.status(201)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(json);
    }

    private static String clientIdOf(Fields body) {
        String given = body.optionalText("clientId", 1, Limits.ID_CHARACTERS);
        return given == null ? newClientId() : given;
    }

    private static String newClientId() {
        return "rest:" + UUID.randomUUID();
    }
}
