package dev.dewberry.gateway.app;

import dev.dewberry.gateway.delivery.Dispatcher;
import dev.dewberry.gateway.limit.Congestion;
import dev.dewberry.gateway.limit.Disturbance;
import dev.dewberry.gateway.limit.LimitSettings;
import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.gateway.limit.Ticks;
import dev.dewberry.gateway.session.Epoch;
import dev.dewberry.gateway.session.GatewayLease;
import dev.dewberry.gateway.session.RedisRoutes;
import dev.dewberry.gateway.session.Registry;
import dev.dewberry.gateway.session.Revocations;
import dev.dewberry.gateway.session.SessionFrames;
import dev.dewberry.gateway.session.SessionMetrics;
import dev.dewberry.gateway.session.SessionNode;
import dev.dewberry.gateway.session.SigningKeys;
import dev.dewberry.gateway.session.TokenGreeter;
import dev.dewberry.gateway.session.Tokens;
import dev.dewberry.gateway.socket.SocketSettings;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.platform.http.ServiceClient;
import dev.dewberry.platform.http.ServicesProperties;
import dev.dewberry.platform.security.ClientTokens;
import dev.dewberry.platform.security.ServiceTokens;
import dev.dewberry.protocol.CloseCode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/// Sessions: who is there, and how others find him.
@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

    /// To one service; more than all its callers' bulkheads let through.
    private static final int CONNECTIONS = 256;

    @Bean
    GatewayId gatewayId() {
        return GatewayId.random();
    }

    @Bean(destroyMethod = "dispose")
    ConnectionProvider serviceConnections(ServicesProperties properties) {
        return ConnectionProvider.builder("services")
                // The bulkheads bound what is under way; auth-service has calls of two kinds.
                .maxConnections(CONNECTIONS)
                .pendingAcquireTimeout(properties.timeout())
                .maxIdleTime(Duration.ofSeconds(20))
                .build();
    }

    @Bean
    WebClient.Builder serviceWebClient(ConnectionProvider connections) {
        return WebClient.builder().clientConnector(new ReactorClientHttpConnector(HttpClient.create(connections)));
    }

    @Bean
    Services services(
            WebClient.Builder builder, ServiceTokens tokens, ServicesProperties properties, MeterRegistry meters) {
        return new Services(
                new ServiceClient("auth", properties.auth(), builder, tokens, properties, meters),
                new ServiceClient("storage", properties.storage(), builder, tokens, properties, meters),
                new ServiceClient("presence", properties.presence(), builder, tokens, properties, meters));
    }

    @Bean
    Registry registry(RedisBus bus, StreamWriter writer, GatewayId gateway, Clock clock, SocketSettings settings) {
        return new Registry(new RedisRoutes(bus, writer, gateway.value(), clock), settings.maxPerDevice());
    }

    @Bean
    ClientTokens clientTokens(Clock clock) {
        return new ClientTokens(clock, NativeCryptography.provider());
    }

    @Bean
    SigningKeys signingKeys(Services services, RedisBus bus, ClientTokens tokens) {
        return new SigningKeys(services.auth(), bus, tokens);
    }

    @Bean
    Revocations revocations(Services services, RedisBus bus, Registry registry) {
        return new Revocations(services.auth(), bus, (session, reason) -> {
            CloseCode code = reason == Revocations.Reason.BANNED ? CloseCode.BANNED : CloseCode.UNAUTHENTICATED;
            registry.forEach(open -> {
                if (open.identity().session().equals(session)) {
                    open.socket().loop().execute(() -> open.socket().close(code));
                }
            });
        });
    }

    @Bean
    Tokens tokens(ClientTokens tokens, SigningKeys keys, Revocations revocations) {
        return new Tokens(tokens, keys, revocations);
    }

    @Bean
    Farewell farewell(SocketSettings settings) {
        return new Farewell(settings.drain());
    }

    @Bean
    Epoch epoch(Services services, RedisBus bus, Registry registry, Dispatcher dispatcher, Farewell farewell) {
        return new Epoch(services.storage(), bus, () -> {
            dispatcher.storeChanged();
            // The welcome tells the epoch, so everybody has to be welcomed again.
            Disposable unused =
                    farewell.say(registry.sessions(), Farewell.Reason.RESTART).subscribe();
        });
    }

    @Bean
    Congestion congestion() {
        return new Congestion();
    }

    @Bean
    Disturbance disturbance() {
        return new Disturbance(Ticks::now);
    }

    @Bean
    Precedence precedence(Congestion sends, LimitSettings limits, MeterRegistry meters) {
        return new Precedence(sends, limits.longestQueue(), Ticks::now, meters);
    }

    @Bean
    SessionNode sessionNode(
            GatewayId gateway,
            LimitSettings limits,
            SocketSettings sockets,
            Tokens tokens,
            Epoch epoch,
            Registry registry,
            Revocations revocations,
            SessionFrames frames,
            Congestion congestion,
            Disturbance disturbance,
            Precedence precedence,
            MeterRegistry meters,
            Clock clock) {
        TokenGreeter greeter = new TokenGreeter(
                tokens, epoch, registry, revocations, clock, sockets.heartbeat(), limits.sendsPerSecond());
        return new SessionNode(
                gateway.value(),
                limits,
                congestion,
                disturbance,
                precedence,
                greeter,
                registry,
                frames,
                new SessionMetrics(meters),
                clock);
    }

    @Bean
    GatewayLease gatewayLease(RedisBus bus, GatewayId gateway, Registry registry, Dispatcher dispatcher) {
        return new GatewayLease(bus, gateway.value(), registry, () -> {
            Disposable unused = dispatcher.resyncAll().subscribe();
        });
    }

    /// Ready is who can tell a good token from a bad one.
    @Bean
    HealthIndicator keysHealthIndicator(SigningKeys keys, Revocations revocations, Epoch epoch) {
        return () -> keys.areKnown() && revocations.areKnown() && epoch.current() != null
                ? Health.up().build()
                : Health.down().build();
    }
}
