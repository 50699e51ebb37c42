package dev.dewberry.gateway.app;

import dev.dewberry.gateway.authority.AuthorityRoutes;
import dev.dewberry.gateway.command.CommandBus;
import dev.dewberry.gateway.limit.ClientAddresses;
import dev.dewberry.gateway.limit.FailureLimiter;
import dev.dewberry.gateway.limit.LimitSettings;
import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.gateway.rest.AuthProxy;
import dev.dewberry.gateway.rest.Callers;
import dev.dewberry.gateway.rest.Conversations;
import dev.dewberry.gateway.rest.Groups;
import dev.dewberry.gateway.rest.RestCommands;
import dev.dewberry.gateway.rest.RestRoutes;
import dev.dewberry.gateway.rest.RestSettings;
import dev.dewberry.gateway.rest.SecurityHeaders;
import dev.dewberry.gateway.rest.WebClientFiles;
import dev.dewberry.gateway.session.Tokens;
import dev.dewberry.gateway.socket.SocketSettings;
import dev.dewberry.gateway.tls.TlsSettings;
import dev.dewberry.platform.http.ServicesProperties;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/// The REST front door, the web client, and the certificate of a private authority.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RestSettings.class)
class RestConfiguration {

    private static final Duration PREFLIGHT_KEPT = Duration.ofHours(1);

    @Bean
    RestCommands restCommands(GatewayId gateway, CommandBus bus, RestSettings settings, Precedence precedence) {
        return new RestCommands(gateway.value(), bus, settings.answerWithin(), precedence);
    }

    @Bean
    @Order(1)
    RouterFunction<ServerResponse> restRoutes(
            WebClient.Builder builder,
            ServicesProperties services,
            Services clients,
            RestSettings settings,
            ClientAddresses addresses,
            RestCommands commands,
            Tokens tokens,
            LimitSettings limits,
            FailureLimiter failures) {
        Callers callers = new Callers(tokens, limits, failures, addresses);
        return RestRoutes.of(
                new AuthProxy(builder, services.auth(), settings, addresses),
                new Conversations(callers, clients.storage(), commands, settings),
                new Groups(callers, clients.storage(), commands, settings));
    }

    /// Before the web client, which answers every path that it does not know with its only document.
    @Bean
    @Order(2)
    RouterFunction<ServerResponse> authorityRoutes(TlsSettings tls) {
        return AuthorityRoutes.of(tls.authority());
    }

    @Bean
    @Order(3)
    RouterFunction<ServerResponse> webClientFiles() {
        return WebClientFiles.routes();
    }

    @Bean
    SecurityHeaders securityHeaders(TlsSettings tls) {
        return new SecurityHeaders(tls.isOn() ? tls.hsts() : Duration.ZERO);
    }

    /// Without configured origins a browser's page has to come from here, and then this has nothing to say.
    @Bean
    CorsWebFilter corsFilter(SocketSettings sockets) {
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        if (!sockets.allowedOrigins().isEmpty()) {
            CorsConfiguration cors = new CorsConfiguration();
            cors.setAllowedOrigins(sockets.allowedOrigins());
            cors.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
            cors.setAllowedHeaders(List.of("authorization", "content-type", "x-api-key"));
            cors.setExposedHeaders(List.of("retry-after"));
            cors.setMaxAge(PREFLIGHT_KEPT);
            source.registerCorsConfiguration("/api/**", cors);
        }
        return new CorsWebFilter(source);
    }
}
