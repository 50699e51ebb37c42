package dev.dewberry.platform.error;

import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;
import reactor.core.publisher.Mono;

/// Answers every error of a WebFlux service with a [Problem]. Before Boot's own handler, which is at
/// −1.
@Order(-2)
public final class ProblemHandler implements WebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(error);
        }
        Problem problem = Problem.of(error);
        if (DisconnectedClientHelper.isClientDisconnectedException(error)) {
            log.debug("The client went away in the middle of his request", error);
        } else if (problem.status() == 500) {
            log.error(
                    "{} {} failed",
                    exchange.getRequest().getMethod(),
                    exchange.getRequest().getPath(),
                    error);
        }
        return write(response, problem);
    }

    /// Writes a problem as the whole answer.
    public static Mono<Void> write(ServerHttpResponse response, Problem problem) {
        response.setStatusCode(HttpStatusCode.valueOf(problem.status()));
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        Long retryAfter = problem.retryAfterSeconds();
        if (retryAfter != null) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, retryAfter.toString());
        }
        DataBuffer body = response.bufferFactory().wrap(problem.toJson().getBytes(StandardCharsets.UTF_8));
        return response.writeWith(Mono.just(body));
    }
}
