package dev.dewberry.gateway.rest;

import java.time.Duration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// The web client, from the class path. A path that is no file is one of the client's own pages, and gets its
/// only document.
public final class WebClientFiles {

    private static final String ROOT = "static/";
    private static final String INDEX = "index.html";
    /// The build puts a hash of the content into the names of these.
    private static final String HASHED = "assets/";

    private WebClientFiles() {}

    public static RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route(
                RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(WebClientFiles::isPage),
                WebClientFiles::serve);
    }

    private static boolean isPage(ServerRequest request) {
        String path = request.path();
        return !path.startsWith("/api/")
                && !path.startsWith("/internal/")
                && !path.startsWith("/actuator")
                && new ClassPathResource(ROOT + INDEX).exists();
    }

    private static Mono<ServerResponse> serve(ServerRequest request) {
        String path = request.path().substring(1);
        Resource file = file(path);
        if (file != null) {
            return answer(file, path.startsWith(HASHED));
        }
        // A missing file with a name like one is missing; anything else is a page.
        return path.substring(path.lastIndexOf('/') + 1).contains(".")
                ? ServerResponse.notFound().build()
                : answer(new ClassPathResource(ROOT + INDEX), false);
    }

    private static @org.jspecify.annotations.Nullable Resource file(String path) {
        if (path.isEmpty() || path.endsWith("/") || path.contains("..") || path.contains("\\") || path.contains("%")) {
            return null;
        }
        Resource file = new ClassPathResource(ROOT + path);
        return file.isReadable() ? file : null;
    }

    private static Mono<ServerResponse> answer(Resource file, boolean immutable) {
        CacheControl caching = immutable
                ? CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable()
                : CacheControl.noCache();
        return ServerResponse.ok()
                .cacheControl(caching)
                .contentType(MediaTypeFactory.getMediaType(file).orElse(MediaType.APPLICATION_OCTET_STREAM))
                .bodyValue(file);
    }
}
