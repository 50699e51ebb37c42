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
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
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
                        "dewberry.gateway.socket.allowed-origins", "https://a.example,https://b.example",
                        "dewberry.gateway.socket.heartbeat", "30s",
                        "dewberry.gateway.socket.high-water", "64KB"));

        assertThat(given.allowedOrigins()).containsExactly("https://a.example", "https://b.example");
        assertThat(given.heartbeat()).isEqualTo(Duration.ofSeconds(30));
        assertThat(given.highWater()).isEqualTo(DataSize.ofKilobytes(64));
        assertThat(given.maxPerDevice()).isEqualTo(5);
        assertThat(given.helloWithin()).isEqualTo(Duration.ofSeconds(10));
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
    }

    @Test
    void restSettingsBindAndHaveDefaults() {
        RestSettings given =
                bind("dewberry.gateway.rest", RestSettings.class, Map.of("dewberry.gateway.rest.auth-timeout", "5s"));

        assertThat(given.authTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(given.maxBody()).isEqualTo(DataSize.ofMegabytes(1));
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatThrownBy(() -> bind(
                        "dewberry.gateway.socket", SocketSettings.class, Map.of("dewberry.gateway.socket.max", "0")))
                .hasRootCauseInstanceOf(
                        org.springframework.boot.context.properties.bind.validation.BindValidationException.class);
    }
}
