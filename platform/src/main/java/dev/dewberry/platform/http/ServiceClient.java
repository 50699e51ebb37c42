package dev.dewberry.platform.http;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.error.JvmErrors;
import dev.dewberry.platform.security.ServiceTokens;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;
import tools.jackson.databind.JsonNode;

/// Asks another service of this installation, with a time-out, a bulkhead and a circuit breaker, and
/// proves who asks. Calls that find the bulkhead full wait for their turn: when everybody comes back at
/// once, a few calls at a time are answered soon, while hundreds at once would all be late, and work for
/// those who gave up meanwhile. Answers are JSON texts. What the other service refuses arrives as
/// [DewberryException] with its code; what cannot be found out is `busy`. Thread-safe.
public final class ServiceClient {

    /// The user for whom a service acts.
    public static final String USER_HEADER = "X-Dewberry-User";

    private final String audience;
    private final String baseUrl;
    private final WebClient client;
    private final ServiceTokens tokens;
    private final Duration timeout;
    private final CircuitBreaker breaker;
    private final InstrumentedPool<Boolean> permits;
    private final Duration patience;

    /// @param audience the called service's name, such as `storage`
    public ServiceClient(
            String audience,
            String baseUrl,
            WebClient.Builder builder,
            ServiceTokens tokens,
            ServicesProperties properties,
            MeterRegistry meters) {
        this.audience = audience;
        this.baseUrl = baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl;
        this.client = builder.clone()
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(2 * 1024 * 1024))
                .build();
        this.tokens = tokens;
        this.timeout = properties.timeout();
        this.breaker = CircuitBreaker.of(
                audience,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        .minimumNumberOfCalls(10)
                        .failureRateThreshold(60)
                        // Short: a service that starts again is wanted at once.
                        .waitDurationInOpenState(Duration.ofSeconds(1))
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .automaticTransitionFromOpenToHalfOpenEnabled(false)
                        .recordException(ServiceClient::isFailure)
                        .build());
        this.patience = properties.patience();
        this.permits = PoolBuilder.from(Mono.just(Boolean.TRUE))
                .sizeBetween(0, properties.concurrentCalls())
                .maxPendingAcquire(properties.waitingCalls())
                .buildPool();
        Gauge.builder(
                        "dewberry.service.breaker.open",
                        breaker,
                        b -> b.getState() == CircuitBreaker.State.CLOSED ? 0 : 1)
                .description("1 while calls to the service are not even tried")
                // Not `service`: that names who calls.
                .tag("called", audience)
                .register(meters);
        gauge(meters, "calls", "Calls to the service under way", InstrumentedPool.PoolMetrics::acquiredSize);
        gauge(meters, "waiting", "Calls that wait for their turn", InstrumentedPool.PoolMetrics::pendingAcquireSize);
    }

    private void gauge(
            MeterRegistry meters,
            String name,
            String description,
            ToDoubleFunction<InstrumentedPool.PoolMetrics> value) {
        Gauge.builder("dewberry.service." + name, permits.metrics(), value)
                .description(description)
                .tag("called", audience)
                .register(meters);
    }

    private static boolean isFailure(Throwable error) {
        return !(error instanceof DewberryException known) || known.code() == ErrorCode.BUSY;
    }

    public Mono<String> get(String pathAndQuery, @Nullable UserId user) {
        return call(HttpMethod.GET, pathAndQuery, user, null);
    }

    public Mono<String> post(String pathAndQuery, @Nullable UserId user, String json) {
        return call(HttpMethod.POST, pathAndQuery, user, json);
    }

    private Mono<String> call(HttpMethod method, String path, @Nullable UserId user, @Nullable String json) {
        // Thrown past the pool of places, an error of the JVM would leave it in the midst of giving one out, and nobody
        // would get one any more.
        Mono<String> exchange = JvmErrors.contained(() -> exchange(method, path, user, json))
                .timeout(timeout)
                .transformDeferred(CircuitBreakerOperator.of(breaker));
        return Mono.usingWhen(permits.acquire(patience), permit -> exchange, PooledRef::release)
                .onErrorMap(
                        error -> !(error instanceof DewberryException),
                        error -> DewberryException.busy(audience + " cannot be asked now", error));
    }

    private Mono<String> exchange(HttpMethod method, String path, @Nullable UserId user, @Nullable String json) {
        WebClient.RequestBodySpec request = client.method(method)
                .uri(URI.create(baseUrl + path))
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + tokens.issue(audience));
        if (user != null) {
            request.header(USER_HEADER, user.toString());
        }
        if (json != null) {
            request.contentType(MediaType.APPLICATION_JSON).bodyValue(json);
        }
        return request.exchangeToMono(response -> response.statusCode().is2xxSuccessful()
                ? response.bodyToMono(String.class)
                : response.bodyToMono(String.class)
                        .defaultIfEmpty("")
                        .flatMap(body -> Mono.error(refusal(response, body))));
    }

    private DewberryException refusal(ClientResponse response, String body) {
        JsonNode problem = Json.tryRead(body);
        if (problem != null && problem.isObject() && response.statusCode().is4xxClientError()) {
            Fields fields = new Fields(problem);
            String wire = fields.optionalText("code");
            ErrorCode code = wire == null ? null : ErrorCode.ofWire(wire);
            // That this service could not prove who it is, is not the user's fault.
            if (code != null && code != ErrorCode.UNAUTHENTICATED) {
                String detail = fields.optionalText("detail");
                return new DewberryException(code, detail == null ? code.wire() : detail);
            }
        }
        return DewberryException.busy(
                audience + " answered " + response.statusCode().value(), null);
    }
}
