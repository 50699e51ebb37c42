package dev.dewberry.gateway.openapi;

import dev.dewberry.gateway.rest.AuthProxy;
import dev.dewberry.gateway.rest.Conversations;
import dev.dewberry.gateway.rest.Groups;
import dev.dewberry.gateway.rest.RestRoutes;
import dev.dewberry.gateway.rest.RestSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpMethod;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/// The routes of the REST front door, as its router tells them.
final class Routes implements RouterFunctions.Visitor {

    private final Deque<String> nested = new ArrayDeque<>();
    private final Set<String> answered = new TreeSet<>();
    private final Set<String> passedOn = new TreeSet<>();

    private Routes() {}

    static Routes ofTheGateway() {
        RestSettings settings = new RestSettings(
                DataSize.ofMegabytes(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 1, Duration.ofSeconds(1));
        // Nothing is ever asked of these; only their routes are looked at.
        Routes routes = new Routes();
        RestRoutes.of(
                        new AuthProxy(WebClient.builder(), "http://unused", settings, null),
                        new Conversations(null, null, null, settings),
                        new Groups(null, null, null, settings))
                .accept(routes);
        return routes;
    }

    /// Those that have a handler of their own, as in `GET /api/v1/conversations`.
    Set<String> answered() {
        return answered;
    }

    /// The paths below which everything is auth-service's.
    Set<String> passedOn() {
        return passedOn;
    }

    @Override
    public void startNested(RequestPredicate predicate) {
        nested.addLast(Seen.in(predicate).path);
    }

    @Override
    public void endNested(RequestPredicate predicate) {
        nested.removeLast();
    }

    @Override
    public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
        Seen seen = Seen.in(predicate);
        String path = String.join("", nested) + seen.path;
        if (seen.any) {
            passedOn.add(path);
        }
        seen.methods.forEach(method -> answered.add(method + " " + path));
    }

    @Override
    public void resources(Function<ServerRequest, Mono<Resource>> lookup) {
        throw new IllegalStateException("files are not part of the REST front door");
    }

    @Override
    public void attributes(Map<String, Object> attributes) {
        // Routes are not told apart by them.
    }

    @Override
    public void unknown(RouterFunction<?> function) {
        throw new IllegalStateException("cannot look into " + function);
    }

    /// What one predicate asks for.
    private static final class Seen implements RequestPredicates.Visitor {

        private Set<HttpMethod> methods = Set.of();
        private String path = "";
        private boolean any;

        static Seen in(RequestPredicate predicate) {
            Seen seen = new Seen();
            predicate.accept(seen);
            return seen;
        }

        @Override
        public void method(Set<HttpMethod> wanted) {
            methods = wanted;
        }

        @Override
        public void path(String pattern) {
            path = pattern;
        }

        /// A condition of our own: the one that takes everything.
        @Override
        public void unknown(RequestPredicate predicate) {
            any = true;
        }

        @Override
        @SuppressWarnings("removal")
        public void pathExtension(String extension) {
            throw unexpected();
        }

        @Override
        public void header(String name, String value) {
            throw unexpected();
        }

        @Override
        public void queryParam(String name, String value) {
            throw unexpected();
        }

        @Override
        public void version(String version) {
            throw unexpected();
        }

        @Override
        public void startAnd() {}

        @Override
        public void and() {}

        @Override
        public void endAnd() {}

        @Override
        public void startOr() {
            throw unexpected();
        }

        @Override
        public void or() {}

        @Override
        public void endOr() {}

        @Override
        public void startNegate() {
            throw unexpected();
        }

        @Override
        public void endNegate() {}

        private static IllegalStateException unexpected() {
            return new IllegalStateException("the document has no place for such a route");
        }
    }
}
