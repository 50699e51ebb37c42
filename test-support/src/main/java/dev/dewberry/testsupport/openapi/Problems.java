package dev.dewberry.testsupport.openapi;

import dev.dewberry.protocol.ErrorCode;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Errors as OpenAPI describes them: as RFC 9457 says, with the protocol's code. For the tests that make the
/// services' documents.
public final class Problems {

    private Problems() {}

    /// What `Problem.toJson` of the platform writes.
    public static Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("title", Map.of("type", "string"));
        properties.put("status", Map.of("type", "integer"));
        Map<String, Object> code = new LinkedHashMap<>();
        code.put("type", "string");
        code.put("description", "What programs look at.");
        code.put("enum", Arrays.stream(ErrorCode.values()).map(ErrorCode::wire).toList());
        properties.put("code", code);
        properties.put("detail", new TreeMap<>(Map.of("type", "string", "description", "For developers.")));
        properties.put("retryAfterMs", Map.of("type", "integer"));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("required", List.of("title", "status", "code", "detail"));
        schema.put("properties", properties);
        return schema;
    }

    /// The answers by status, and one for any other.
    public static Map<String, Object> responses(Collection<ErrorCode> errors) {
        Map<String, Object> responses = new TreeMap<>();
        new TreeSet<>(errors)
                .stream()
                        .collect(Collectors.groupingBy(
                                ErrorCode::httpStatus,
                                TreeMap::new,
                                Collectors.mapping(code -> "`" + code.wire() + "`", Collectors.joining(", "))))
                        .forEach((status, codes) -> responses.put(status.toString(), response(codes, status >= 429)));
        responses.put("default", response("Any other error", false));
        return responses;
    }

    private static Map<String, Object> response(String description, boolean retry) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("description", description);
        if (retry) {
            Map<String, Object> seconds = new LinkedHashMap<>();
            seconds.put("description", "Whole seconds.");
            seconds.put("schema", Map.of("type", "integer"));
            response.put("headers", Map.of("Retry-After", seconds));
        }
        response.put(
                "content",
                Map.of("application/problem+json", Map.of("schema", Map.of("$ref", "#/components/schemas/Problem"))));
        return response;
    }
}
