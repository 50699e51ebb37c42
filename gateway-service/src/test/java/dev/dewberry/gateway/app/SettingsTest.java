package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.gateway.limit.LimitSettings;
import dev.dewberry.gateway.rest.RestSettings;
import dev.dewberry.gateway.socket.SocketSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

class SettingsTest {

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> values) {
        LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
        validator.afterPropertiesSet();
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate(
                        prefix,
                        org.springframework.boot.context.properties.bind.Bindable.of(type),
                        new ValidationBindHandler(validator));
    }

    @Test
    void socketSettingsBindAndHaveDefaults() {
        SocketSettings given = bind(
                "dewberry.gateway.socket",
                SocketSettings.class,
                Map.of(
                        "dewberry.gateway.socket.allowed-origins", "https://A.example/, https://b.example",
                        "dewberry.gateway.socket.heartbeat", "30s",
                        "dewberry.gateway.socket.high-water", "64KB"));

        assertThat(given.allowedOrigins()).containsExactly("https://a.example", "https://b.example");
        assertThat(given.heartbeat()).isEqualTo(Duration.ofSeconds(30));
        assertThat(given.highWater()).isEqualTo(DataSize.ofKilobytes(64));
        assertThat(given.maxPerDevice()).isEqualTo(5);
        assertThat(given.helloWithin()).isEqualTo(Duration.ofSeconds(10));
        assertThat(given.dscp()).as("AF21").isEqualTo(18);
    }

    @Test
    void limitSettingsBindAndHaveDefaults() {
        LimitSettings given = bind(
                "dewberry.gateway.limits",
                LimitSettings.class,
                Map.of("dewberry.gateway.limits.trusted-proxies", "10.42.0.0/16"));

        assertThat(given.trustedProxies()).containsExactly("10.42.0.0/16");
        assertThat(given.sendsPerSecond()).isEqualTo(20);
        assertThat(given.sendBurst()).isEqualTo(100);
        assertThat(given.peersAreClients()).as("nobody said it").isNull();
        assertThat(given.memoryShort()).isEqualTo(0.9);
        assertThat(bind(
                                "dewberry.gateway.limits",
                                LimitSettings.class,
                                Map.of("dewberry.gateway.limits.peers-are-clients", "false"))
                        .peersAreClients())
                .isFalse();
    }

    @Test
    void theEnvironmentNamesSettingsAsTheGuideDoes() {
        LimitSettings given = new Binder(ConfigurationPropertySource.from(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.of(
                                "DEWBERRY_GATEWAY_LIMITS_PEERS_ARE_CLIENTS", "true",
                                "DEWBERRY_GATEWAY_LIMITS_TRUSTED_PROXIES", "127.0.0.1,10.42.0.0/16",
                                "DEWBERRY_GATEWAY_LIMITS_NEW_SOCKETS_PER_SECOND", "7",
                                "DEWBERRY_GATEWAY_LIMITS_NEW_CONNECTIONS_PER_SECOND", "9",
                                "DEWBERRY_GATEWAY_LIMITS_MEMORY_SHED", "0.8"))))
                .bindOrCreate("dewberry.gateway.limits", LimitSettings.class);

        assertThat(given.peersAreClients()).isTrue();
        assertThat(given.trustedProxies()).containsExactly("127.0.0.1", "10.42.0.0/16");
        assertThat(given.newSocketsPerSecond()).isEqualTo(7);
        assertThat(given.newConnectionsPerSecond()).isEqualTo(9);
        assertThat(given.memoryShed()).isEqualTo(0.8);
    }

    @Test
    void restSettingsBindAndHaveDefaults() {
        RestSettings given =
                bind("dewberry.gateway.rest", RestSettings.class, Map.of("dewberry.gateway.rest.auth-timeout", "5s"));
        RestSettings patient =
                bind("dewberry.gateway.rest", RestSettings.class, Map.of("dewberry.gateway.rest.body-within", "90s"));

        assertThat(given.bodyWithin()).isEqualTo(Duration.ofSeconds(30));
        assertThat(patient.bodyWithin()).isEqualTo(Duration.ofSeconds(90));
        assertThat(given.authTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(given.maxBody()).isEqualTo(DataSize.ofMegabytes(1));
    }

    @Test
    void aMarkOfSevenBitsIsRefused() {
        assertThatThrownBy(() -> bind(
                        "dewberry.gateway.socket", SocketSettings.class, Map.of("dewberry.gateway.socket.dscp", "64")))
                .hasRootCauseInstanceOf(
                        org.springframework.boot.context.properties.bind.validation.BindValidationException.class);
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatThrownBy(() -> bind(
                        "dewberry.gateway.socket", SocketSettings.class, Map.of("dewberry.gateway.socket.max", "0")))
                .hasRootCauseInstanceOf(
                        org.springframework.boot.context.properties.bind.validation.BindValidationException.class);
    }
}
