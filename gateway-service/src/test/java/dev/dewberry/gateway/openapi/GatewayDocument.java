package dev.dewberry.gateway.openapi;

import dev.dewberry.testsupport.openapi.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;

/// OpenAPI of what the gateway answers itself, made from its routes and the protocol's records.
final class GatewayDocument {

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");

    private GatewayDocument() {}

    static Map<String, Object> of(Routes routes) {
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        for (String route : routes.answered()) {
            String[] parts = route.split(" ");
            Call call = Objects.requireNonNull(Call.ALL.get(route), () -> "Call says nothing of " + route);
            paths.computeIfAbsent(parts[1], path -> new TreeMap<>())
                    .put(parts[0].toLowerCase(Locale.ROOT), operation(parts[1], call));
        }
        Map<String, Object> schemas = new ProtocolSchemas().all();
        schemas.put("Problem", Problems.schema());
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("schemas", schemas);
        components.put("securitySchemes", Map.of("accessToken", accessToken()));
        Map<String, Object> license = new LinkedHashMap<>();
        license.put("name", "Apache-2.0");
        license.put("identifier", "Apache-2.0");
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("title", "Dewberry: conversations and groups");
        info.put("version", "1.0.0");
        info.put("license", license);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", info);
        document.put("servers", List.of(Map.of("url", "/")));
        document.put("security", List.of(Map.of("accessToken", List.of())));
        document.put("paths", paths);
        document.put("components", components);
        return document;
    }

    private static Map<String, Object> operation(String path, Call call) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", call.id());
        operation.put("tags", List.of(path.split("/")[3]));
        operation.put("summary", call.summary());
        List<Object> parameters = new ArrayList<>();
        VARIABLE.matcher(path).results().forEach(found -> parameters.add(inPath(found.group(1))));
        call.query().forEach(name -> parameters.add(inQuery(call, name)));
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (call.body() != null) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("required", true);
            body.put("content", json(call.body()));
            operation.put("requestBody", body);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("description", HttpStatus.valueOf(call.status()).getReasonPhrase());
        if (call.answer() != null) {
            answer.put("content", json(call.answer()));
        }
        Map<String, Object> responses = new TreeMap<>(Problems.responses(call.errors()));
        responses.put(Integer.toString(call.status()), answer);
        operation.put("responses", responses);
        return operation;
    }

    private static Map<String, Object> inPath(String name) {
        return switch (name) {
            case "conversation" -> parameter(name, "path", null, ProtocolSchemas.ref("ConversationId"));
            case "user" -> parameter(name, "path", null, ProtocolSchemas.ref("UserId"));
            case "group" ->
                parameter(
                        name,
                        "path",
                        "The group's id, as in `g:88`, or its number alone.",
                        keywords("type", "string", "pattern", "^(g:)?[1-9][0-9]{0,18}$"));
            default -> throw new IllegalStateException("what is {" + name + "}?");
        };
    }

    private static Map<String, Object> inQuery(Call call, String name) {
        return switch (name) {
            case "limit" ->
                parameter(
                        name,
                        "query",
                        (isMembers(call) ? "1-500" : "1-200") + "; what lies outside is cut.",
                        keywords("type", "integer", "minimum", 0, "default", isMembers(call) ? 100 : 50));
            case "before" ->
                call.id().equals("conversations")
                        ? parameter(name, "query", "The `next` of the page before.", keywords("type", "string"))
                        : parameter(name, "query", "Events below this seq.", keywords("type", "integer", "minimum", 0));
            case "after" ->
                isMembers(call)
                        ? parameter(name, "query", "The `next` of the page before.", ProtocolSchemas.ref("UserId"))
                        : parameter(name, "query", "Events above this seq.", keywords("type", "integer", "minimum", 0));
            default -> throw new IllegalStateException("what is " + name + "?");
        };
    }

    private static boolean isMembers(Call call) {
        return call.id().equals("members");
    }

    private static Map<String, Object> parameter(
            String name, String in, String description, Map<String, Object> schema) {
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", name);
        parameter.put("in", in);
        parameter.put("required", in.equals("path"));
        if (description != null) {
            parameter.put("description", description);
        }
        parameter.put("schema", schema);
        return parameter;
    }

    private static Map<String, Object> json(String schema) {
        return Map.of("application/json", Map.of("schema", ProtocolSchemas.ref(schema)));
    }

    private static Map<String, Object> accessToken() {
        return keywords("type", "http", "scheme", "bearer", "bearerFormat", "JWT");
    }

    private static Map<String, Object> keywords(Object... namesAndValues) {
        Map<String, Object> keywords = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            keywords.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return keywords;
    }
}
