package dev.dewberry.gateway.rest;

import dev.dewberry.gateway.limit.ClientAddresses;
import dev.dewberry.platform.error.DewberryException;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// Passes requests on to auth-service as they came, with the client's address where that is known.
/// Thread-safe.
public final class AuthProxy {

    static final String CLIENT_ADDRESS = "X-Dewberry-Client-Address";

    /// Of one connection (RFC 9110, section 7.6.1), made anew, or not for clients to say.
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "host",
            "content-length",
            "accept-encoding",
            "forwarded",
            "origin");

    private static final int MAX_ANSWER = 4 * 1024 * 1024;

    private final WebClient client;
    private final String baseUrl;
    private final RestSettings settings;
    private final ClientAddresses addresses;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;

    public AuthProxy(WebClient.Builder builder, String baseUrl, RestSettings settings, ClientAddresses addresses) {
        this.client = builder.clone()
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_ANSWER))
                .build();
        this.baseUrl = baseUrl;
        this.settings = settings;
        this.addresses = addresses;
        this.breaker = CircuitBreaker.of(
                "auth-proxy",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(10)
                        .failureRateThreshold(60)
                        .waitDurationInOpenState(Duration.ofSeconds(1))
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .build());
        this.bulkhead = Bulkhead.of(
                "auth-proxy",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(settings.authConcurrency())
                        .build());
    }

    public Mono<ServerResponse> pass(ServerRequest request) {
        return Bodies.bytes(request, settings.maxBody())
                .flatMap(body -> exchange(request, body)
                        .timeout(settings.authTimeout())
                        .transformDeferred(CircuitBreakerOperator.of(breaker))
                        .transformDeferred(BulkheadOperator.of(bulkhead))
                        .onErrorMap(error -> DewberryException.busy("auth-service cannot be asked now", error)))
                .flatMap(AuthProxy::answer);
    }

    private Mono<ResponseEntity<byte[]>> exchange(ServerRequest request, byte[] body) {
        ServerHttpRequest incoming = request.exchange().getRequest();
        WebClient.RequestBodySpec outgoing = client.method(incoming.getMethod())
                .uri(target(incoming.getURI()))
                .headers(headers -> copy(incoming.getHeaders(), headers));
        String address = addresses.of(
                incoming.getRemoteAddress(), joined(incoming.getHeaders().get("X-Forwarded-For")));
        if (address != null) {
            outgoing.header(CLIENT_ADDRESS, address);
        }
        if (body.length > 0) {
            outgoing.bodyValue(body);
        }
        return outgoing.exchangeToMono(response -> response.toEntity(byte[].class));
    }

    private URI target(URI incoming) {
        String query = incoming.getRawQuery();
        return URI.create(baseUrl + incoming.getRawPath() + (query == null ? "" : "?" + query));
    }

    private static Mono<ServerResponse> answer(ResponseEntity<byte[]> entity) {
        byte[] body = entity.getBody();
        ServerResponse.BodyBuilder answer =
                ServerResponse.status(entity.getStatusCode()).headers(headers -> copy(entity.getHeaders(), headers));
        return body == null ? answer.build() : answer.bodyValue(body);
    }

    private static void copy(HttpHeaders from, HttpHeaders to) {
        from.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean passed = !NOT_PASSED_ON.contains(lower)
                    && !lower.startsWith("x-dewberry-")
                    && !lower.startsWith("x-forwarded-");
            if (passed) {
                to.addAll(name, values);
            }
        });
    }

    private static @org.jspecify.annotations.Nullable String joined(
            @org.jspecify.annotations.Nullable List<String> values) {
        return values == null ? null : String.join(",", values);
    }
}
