package dev.dewberry.gateway.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.util.DigestUtils;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// The web client, from the class path. A path that is no file is one of the client's own pages, and gets its
/// only document. Files of the build never change under their names, so browsers and CDNs may hold them; all others
/// are asked for again each time, by their hash.
public final class WebClientFiles {

    private static final String ROOT = "static/";
    private static final String INDEX = "index.html";
    /// The build puts a hash of the content into the names of these.
    private static final String HASHED = "assets/";

    /// By path; only of files that there are.
    private final Map<String, String> hashes = new ConcurrentHashMap<>();

    private WebClientFiles() {}

    public static RouterFunction<ServerResponse> routes() {
        WebClientFiles files = new WebClientFiles();
        return RouterFunctions.route(
                RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(WebClientFiles::isPage), files::serve);
    }

    private static boolean isPage(ServerRequest request) {
        String path = request.path();
        return !path.startsWith("/api/")
                && !path.startsWith("/internal/")
                && !path.startsWith("/actuator")
                && new ClassPathResource(ROOT + INDEX).exists();
    }

    private Mono<ServerResponse> serve(ServerRequest request) {
        String path = request.path().substring(1);
        Resource file = file(path);
        if (file != null) {
            return answer(request, path, file);
        }
        // A missing file with a name like one is missing; anything else is a page.
        return path.substring(path.lastIndexOf('/') + 1).contains(".")
                ? missing()
                : answer(request, INDEX, new ClassPathResource(ROOT + INDEX));
    }

    /// While gateways are replaced one of them has a file that another has not, and a CDN would hold this, too.
    private static Mono<ServerResponse> missing() {
        return ServerResponse.notFound().cacheControl(CacheControl.noStore()).build();
    }

    private static @org.jspecify.annotations.Nullable Resource file(String path) {
        if (path.isEmpty() || path.endsWith("/") || path.contains("..") || path.contains("\\") || path.contains("%")) {
            return null;
        }
        Resource file = new ClassPathResource(ROOT + path);
        return file.isReadable() ? file : null;
    }

    private Mono<ServerResponse> answer(ServerRequest request, String path, Resource file) {
        CacheControl caching = path.startsWith(HASHED)
                ? CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable()
                : CacheControl.noCache();
        String hash = hashes.computeIfAbsent(path, unknown -> hash(file));
        // Here, so that they are with a 304 as well.
        HttpHeaders headers = request.exchange().getResponse().getHeaders();
        headers.setCacheControl(caching);
        headers.setVary(List.of(HttpHeaders.ACCEPT_ENCODING));
        return request.checkNotModified(hash).switchIfEmpty(Mono.defer(() -> whole(file, hash)));
    }

    /// Weak, since what is sent is compressed or not.
    private static String hash(Resource file) {
        try {
            return "W/\"" + DigestUtils.md5DigestAsHex(file.getContentAsByteArray()) + '"';
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Mono<ServerResponse> whole(Resource file, String hash) {
        return ServerResponse.ok()
                .eTag(hash)
                .contentType(MediaTypeFactory.getMediaType(file).orElse(MediaType.APPLICATION_OCTET_STREAM))
                .bodyValue(file);
    }
}
