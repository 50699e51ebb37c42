package dev.dewberry.presence.query;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.presence.query.PresenceQuery.Question;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.frame.PresenceItem;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/// `POST /internal/v1/presence/queries`, for gateways on behalf of users: lines of `{user,users:[…]}` → as many
/// lines of `{items:[{user,status,lastSeen,text?}]}`. Compact JSON has no line feed of its own.
public final class PresenceRoutes {

    /// Questions in one call, and users in all of them.
    private static final int MAX_QUESTIONS = 1000;
    private static final int MAX_USERS = 10_000;

    private final PresenceQuery query;

    public PresenceRoutes(PresenceQuery query) {
        this.query = query;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .POST("/internal/v1/presence/queries", this::answer)
                .build();
    }

    private Mono<ServerResponse> answer(ServerRequest request) {
        return request.bodyToMono(String.class)
                .defaultIfEmpty("")
                .map(PresenceRoutes::questions)
                .flatMap(query::answer)
                .flatMap(answers -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_NDJSON)
                        .bodyValue(answers.stream().map(PresenceRoutes::json).collect(Collectors.joining("\n"))));
    }

    private static List<Question> questions(String body) {
        String[] lines = body.split("\n", -1);
        if (lines.length > MAX_QUESTIONS) {
            throw DewberryException.badFrame("more than " + MAX_QUESTIONS + " questions");
        }
        List<Question> questions =
                Arrays.stream(lines).map(PresenceRoutes::question).toList();
        if (questions.stream().mapToInt(question -> question.users().size()).sum() > MAX_USERS) {
            throw DewberryException.badFrame("more than " + MAX_USERS + " users");
        }
        return questions;
    }

    private static Question question(String line) {
        JsonNode node = Json.tryRead(line);
        if (node == null || !node.isObject()) {
            throw DewberryException.badFrame("each line is one JSON object");
        }
        Fields fields = new Fields(node);
        return new Question(fields.user("user"), fields.users("users", Limits.WATCHED_USERS));
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
