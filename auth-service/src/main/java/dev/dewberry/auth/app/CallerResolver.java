package dev.dewberry.auth.app;

import dev.dewberry.auth.key.KeyRing;
import dev.dewberry.auth.session.Sessions;
import dev.dewberry.auth.web.ApiKeyCheck;
import dev.dewberry.auth.web.Caller;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Finds out who calls, by the access token (whose session must still live) or the API key.
public final class CallerResolver implements HandlerMethodArgumentResolver {

    public static final String API_KEY_HEADER = "X-Api-Key";

    private static final String BEARER = "Bearer ";

    private final KeyRing keys;
    private final Sessions sessions;
    private final ApiKeyCheck apiKeys;

    public CallerResolver(KeyRing keys, Sessions sessions, ApiKeyCheck apiKeys) {
        this.keys = keys;
        this.sessions = sessions;
        this.apiKeys = apiKeys;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return Caller.class.isAssignableFrom(parameter.getParameterType());
    }

    @Override
    public Mono<Object> resolveArgument(MethodParameter parameter, BindingContext binding, ServerWebExchange exchange) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        return parameter.getParameterType() == Caller.User.class
                ? user(headers).cast(Object.class)
                : administrator(headers).cast(Object.class);
    }

    private Mono<Caller.User> user(HttpHeaders headers) {
        @Nullable String header = headers.getFirst(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Mono.error(CallerResolver::unauthenticated);
        }
        String token = header.substring(BEARER.length()).strip();
        return Mono.fromCallable(() -> keys.verify(token).orElseThrow(CallerResolver::unauthenticated))
                .flatMap(sessions::live)
                .map(Caller.User::new);
    }

    private Mono<Caller.Administrator> administrator(HttpHeaders headers) {
        @Nullable String apiKey = headers.getFirst(API_KEY_HEADER);
        if (apiKey != null) {
            return apiKeys.isValid(apiKey)
                    .flatMap(valid -> valid
                            ? Mono.just(new Caller.Administrator(null))
                            : Mono.error(CallerResolver::unauthenticated));
        }
        return user(headers)
                .flatMap(user -> user.admin()
                        ? Mono.just(new Caller.Administrator(user.id()))
                        : Mono.error(new DewberryException(ErrorCode.FORBIDDEN, "only for administrators")));
    }

    private static DewberryException unauthenticated() {
        return new DewberryException(ErrorCode.UNAUTHENTICATED, "sign in first");
    }
}
