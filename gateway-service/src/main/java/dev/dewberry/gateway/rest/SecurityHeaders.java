package dev.dewberry.gateway.rest;

import java.time.Duration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/// What browsers are told about every answer: nothing is loaded from elsewhere, framed by others, or guessed.
@Order(-200)
public final class SecurityHeaders implements WebFilter {

    /// `connect-src` names the socket schemes, since older browsers do not count them to `'self'`.
    private static final String POLICY = "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; "
            + "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            + "frame-ancestors 'none'";

    private final Duration onlyHttps;

    /// @param onlyHttps for how long browsers are to come by HTTPS alone; zero where this server does not speak it
    public SecurityHeaders(Duration onlyHttps) {
        this.onlyHttps = onlyHttps;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("X-Frame-Options", "DENY");
        if (onlyHttps.isPositive()) {
            headers.set("Strict-Transport-Security", "max-age=" + onlyHttps.toSeconds());
        }
        if (exchange.getRequest().getPath().value().startsWith("/api/")) {
            headers.setCacheControl("no-store");
        }
        return chain.filter(exchange);
    }
}
