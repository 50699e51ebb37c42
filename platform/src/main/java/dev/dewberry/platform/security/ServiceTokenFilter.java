package dev.dewberry.platform.security;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/// Lets only other services of this installation use `/internal/**`. The public keys need no proof.
@Order(-100)
public final class ServiceTokenFilter implements WebFilter {

    private static final String BEARER = "Bearer ";
    private static final String PUBLIC_KEYS = "/internal/v1/jwks";

    private final ServiceTokens tokens;

    public ServiceTokenFilter(ServiceTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().value();
        if (!path.startsWith("/internal") || path.equals(PUBLIC_KEYS) || isFromService(exchange)) {
            return chain.filter(exchange);
        }
        return Mono.error(new DewberryException(ErrorCode.UNAUTHENTICATED, "only for services"));
    }

    private boolean isFromService(ServerWebExchange exchange) {
        @Nullable String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        return header != null && header.startsWith(BEARER) && tokens.verify(header.substring(BEARER.length())) != null;
    }
}
