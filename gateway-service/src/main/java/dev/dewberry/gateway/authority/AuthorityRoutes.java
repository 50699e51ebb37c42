package dev.dewberry.gateway.authority;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// `/ca`: the certificate of the private authority, and how to install it. Nobody has to be signed in: who does not
/// trust the certificate yet has no business with a password. Where no authority is configured, or its file is not
/// there, there is nothing.
public final class AuthorityRoutes {

    private static final Logger log = LoggerFactory.getLogger(AuthorityRoutes.class);

    private static final String PATH = "/ca";
    /// Stricter than that of the web client: no script at all, and nothing but the page's own style.
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private static final MediaType CSS = new MediaType(MediaType.valueOf("text/css"), StandardCharsets.UTF_8);
    /// What phones and Firefox offer to install at once. No `Content-Disposition`: with one they only save it.
    private static final MediaType DER = MediaType.valueOf("application/x-x509-ca-cert");
    /// RFC 8555, section 9.1.
    private static final MediaType PEM = MediaType.valueOf("application/pem-certificate-chain");

    private static final MediaType PROFILE = MediaType.valueOf("application/x-apple-aspen-config");

    private final @Nullable Path file;
    private final AuthorityPage page = new AuthorityPage();
    private final String style = AuthorityPage.resource("page.css");

    private AuthorityRoutes(@Nullable Path file) {
        this.file = file;
    }

    /// @param file the certificate in PEM form; empty where there is no private authority
    public static RouterFunction<ServerResponse> of(String file) {
        AuthorityRoutes routes = new AuthorityRoutes(file.isBlank() ? null : Path.of(file));
        routes.tell();
        return RouterFunctions.route(
                RequestPredicates.methods(HttpMethod.GET, HttpMethod.HEAD).and(request -> isOurs(request.path())),
                routes::serve);
    }

    private static boolean isOurs(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    /// Whoever has installed it finds out here what people should compare.
    private void tell() {
        if (file == null) {
            return;
        }
        try {
            log.info(
                    "{} shows the authority in {}, SHA-256 {}",
                    PATH,
                    file,
                    Authority.read(file).fingerprint());
        } catch (UnusableAuthorityException unusable) {
            log.warn("{} shows nothing: {}", PATH, unusable.getMessage());
        }
    }

    private Mono<ServerResponse> serve(ServerRequest request) {
        if (file == null) {
            return ServerResponse.notFound().build();
        }
        return Mono.fromCallable(() -> Authority.read(file))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(authority -> answer(authority, request))
                .onErrorResume(
                        UnusableAuthorityException.class,
                        unusable -> ServerResponse.notFound().build());
    }

    private Mono<ServerResponse> answer(Authority authority, ServerRequest request) {
        return switch (request.path()) {
            case PATH, PATH + "/" -> of(HTML, page(authority, request));
            case PATH + "/page.css" -> of(CSS, style);
            case PATH + "/dewberry-ca.crt" -> of(DER, authority.der());
            case PATH + "/dewberry-ca.pem" -> of(PEM, authority.pem());
            case PATH + "/dewberry-ca.mobileconfig" -> of(PROFILE, AppleProfile.of(authority));
            default -> ServerResponse.notFound().build();
        };
    }

    private static Mono<ServerResponse> of(MediaType type, Object body) {
        return ServerResponse.ok()
                .contentType(type)
                // The page says its reader's own address, and an authority may be replaced.
                .cacheControl(CacheControl.noStore())
                .header("Content-Security-Policy", POLICY)
                .bodyValue(body);
    }

    private String page(Authority authority, ServerRequest request) {
        ServerRequest.Headers headers = request.headers();
        String address = PublicAddress.of(
                headers.firstHeader("Host"),
                headers.firstHeader("X-Forwarded-Proto"),
                request.uri().getScheme());
        return page.render(
                authority,
                Language.of(request.queryParam("lang").orElse(null), accepted(headers)),
                address == null ? null : address + PATH,
                Platform.of(headers.firstHeader("User-Agent")));
    }

    private static List<String> accepted(ServerRequest.Headers headers) {
        try {
            return headers.acceptLanguage().stream()
                    .map(Locale.LanguageRange::getRange)
                    .toList();
        } catch (IllegalArgumentException broken) {
            return List.of();
        }
    }
}
