package dev.dewberry.auth.openapi;

import dev.dewberry.auth.app.CallerResolver;
import dev.dewberry.auth.web.Caller;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.testsupport.openapi.Problems;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;

/// OpenAPI of what auth-service answers, made from its controllers.
final class AuthDocument {

    private final PropertyTexts texts = new PropertyTexts();
    private final RecordSchemas schemas = new RecordSchemas(texts);

    Map<String, Object> make() {
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        for (Handler handler : Handler.all()) {
            paths.computeIfAbsent(handler.path(), path -> new LinkedHashMap<>())
                    .put(handler.verb().name().toLowerCase(Locale.ROOT), operation(handler));
        }
        schemas.all().put("Problem", Problems.schema());
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("schemas", schemas.all());
        components.put("securitySchemes", securitySchemes());
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("title", "Dewberry: accounts, sessions, administration");
        info.put("version", "1.0.0");
        info.put("license", license());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put("info", info);
        document.put("servers", List.of(Map.of("url", "/")));
        document.put("paths", paths);
        document.put("components", components);
        return document;
    }

    /// What is told of properties that no record has.
    Set<String> unusedTexts() {
        return texts.unused();
    }

    private Map<String, Object> operation(Handler handler) {
        OperationText text = Objects.requireNonNull(
                OperationText.ALL.get(handler.name()), () -> "OperationText says nothing of " + handler.name());
        Set<ErrorCode> errors = new TreeSet<>(text.errors());
        errors.add(ErrorCode.BUSY);
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", text.id());
        operation.put("tags", List.of(handler.path().split("/")[3]));
        operation.put("summary", text.summary());
        operation.put("security", security(handler, errors));
        List<Object> parameters = new ArrayList<>();
        for (Parameter parameter : handler.method().getParameters()) {
            if (parameter.isAnnotationPresent(RequestBody.class)) {
                operation.put("requestBody", body(parameter));
                errors.addAll(List.of(ErrorCode.BAD_FRAME, ErrorCode.TOO_LARGE));
            } else if (parameter.isAnnotationPresent(PathVariable.class)
                    || parameter.isAnnotationPresent(RequestParam.class)) {
                parameters.add(parameter(handler, parameter));
                errors.add(ErrorCode.BAD_FRAME);
            } else if (!Caller.class.isAssignableFrom(parameter.getType())
                    && parameter.getType() != HttpHeaders.class) {
                throw new IllegalStateException("no place for " + parameter + " of " + handler.name());
            }
        }
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        Map<String, Object> responses = new TreeMap<>(Problems.responses(errors));
        responses.put(Integer.toString(handler.status()), answer(handler));
        operation.put("responses", responses);
        return operation;
    }

    private static List<Object> security(Handler handler, Set<ErrorCode> errors) {
        if (handler.takes(Caller.Administrator.class)) {
            errors.addAll(List.of(ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN));
            return List.of(Map.of("accessToken", List.of()), Map.of("apiKey", List.of()));
        }
        if (handler.takes(Caller.User.class)) {
            errors.add(ErrorCode.UNAUTHENTICATED);
            return List.of(Map.of("accessToken", List.of()));
        }
        return List.of();
    }

    private Map<String, Object> body(Parameter parameter) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("required", true);
        body.put("content", json(schemas.of(parameter.getParameterizedType(), false)));
        return body;
    }

    private Map<String, Object> parameter(Handler handler, Parameter parameter) {
        RequestParam query = parameter.getAnnotation(RequestParam.class);
        Map<String, Object> schema = schemas.of(parameter.getParameterizedType(), false);
        schema.putAll(texts.of(handler.name() + "." + parameter.getName()));
        boolean optional = query != null && !query.defaultValue().equals(ValueConstants.DEFAULT_NONE);
        if (optional) {
            schema.put("default", Long.valueOf(query.defaultValue()));
        }
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("name", parameter.getName());
        described.put("in", query == null ? "path" : "query");
        described.put("required", !optional);
        Object description = schema.remove("description");
        if (description != null) {
            described.put("description", description);
        }
        described.put("schema", schema);
        return described;
    }

    private Map<String, Object> answer(Handler handler) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("description", HttpStatus.valueOf(handler.status()).getReasonPhrase());
        if (handler.answer() != Void.class) {
            answer.put("content", json(schemas.of(handler.answer(), true)));
        }
        return answer;
    }

    private static Map<String, Object> json(Map<String, Object> schema) {
        return Map.of("application/json", Map.of("schema", schema));
    }

    private static Map<String, Object> license() {
        Map<String, Object> license = new LinkedHashMap<>();
        license.put("name", "Apache-2.0");
        license.put("identifier", "Apache-2.0");
        return license;
    }

    private static Map<String, Object> securitySchemes() {
        Map<String, Object> token = new LinkedHashMap<>();
        token.put("type", "http");
        token.put("scheme", "bearer");
        token.put("bearerFormat", "JWT");
        Map<String, Object> key = new LinkedHashMap<>();
        key.put("type", "apiKey");
        key.put("in", "header");
        key.put("name", CallerResolver.API_KEY_HEADER);
        Map<String, Object> schemes = new LinkedHashMap<>();
        schemes.put("accessToken", token);
        schemes.put("apiKey", key);
        return schemes;
    }
}
