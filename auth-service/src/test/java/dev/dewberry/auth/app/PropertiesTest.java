package dev.dewberry.auth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.auth.account.RegistrationProperties;
import dev.dewberry.auth.admin.AdminProperties;
import dev.dewberry.auth.key.KeyProperties;
import dev.dewberry.auth.password.PasswordProperties;
import dev.dewberry.auth.session.SessionProperties;
import dev.dewberry.auth.throttle.ThrottleProperties;
import dev.dewberry.database.DatabaseProperties;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;

/// The names and defaults of the settings.
class PropertiesTest {

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate(prefix, type);
    }

    @Test
    void bindRegistration() {
        assertThat(bind("dewberry.auth", RegistrationProperties.class, Map.of()).registrationOpen())
                .isTrue();
        assertThat(bind(
                                "dewberry.auth",
                                RegistrationProperties.class,
                                Map.of("dewberry.auth.registration-open", "false"))
                        .registrationOpen())
                .isFalse();
    }

    @Test
    void bindSessions() {
        SessionProperties defaults = bind("dewberry.auth.session", SessionProperties.class, Map.of());
        assertThat(defaults.accessLifetime()).isEqualTo(Duration.ofMinutes(15));
        assertThat(defaults.refreshLifetime()).isBetween(Duration.ofDays(30), Duration.ofDays(90));
        assertThat(defaults.replayWindow()).isEqualTo(Duration.ofSeconds(60));
        assertThat(defaults.tokenLifetime()).isEqualTo(Duration.ofHours(12));
        assertThat(defaults.devices()).isEqualTo(10);
        assertThat(bind(
                                "dewberry.auth.session",
                                SessionProperties.class,
                                Map.of("dewberry.auth.session.access-lifetime", "5m"))
                        .accessLifetime())
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void bindKeys() {
        assertThat(bind("dewberry.auth.key", KeyProperties.class, Map.of()))
                .isEqualTo(new KeyProperties(
                        Duration.ofDays(30), Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofDays(7)));
        assertThatThrownBy(() -> bind(
                        "dewberry.auth.key",
                        KeyProperties.class,
                        Map.of("dewberry.auth.key.signs-for", "1m", "dewberry.auth.key.published-ahead", "1h")))
                .isInstanceOf(BindException.class);
    }

    @Test
    void bindPasswords() {
        assertThat(bind("dewberry.auth.password", PasswordProperties.class, Map.of()))
                .isEqualTo(new PasswordProperties(19_456, 2, 1, 2, 64));
        assertThat(bind(
                                "dewberry.auth.password",
                                PasswordProperties.class,
                                Map.of("dewberry.auth.password.memory-kib", "1024"))
                        .memoryKib())
                .isEqualTo(1024);
    }

    @Test
    void bindThrottles() {
        ThrottleProperties properties = bind(
                "dewberry.auth.throttle",
                ThrottleProperties.class,
                Map.of("dewberry.auth.throttle.user.max-delay", "1h"));
        assertThat(properties.user().maxDelay()).isEqualTo(Duration.ofHours(1));
        assertThat(properties.user().free()).isEqualTo(5);
        assertThat(properties.address().free()).isEqualTo(50);
        assertThat(properties.device().free()).isEqualTo(5);
        assertThat(properties.entries()).isEqualTo(20_000);
    }

    @Test
    void nameTheDatabase() throws IOException {
        var settings = new YamlPropertySourceLoader().load("auth", new ClassPathResource("application.yaml"));
        DatabaseProperties properties = new Binder(ConfigurationPropertySources.from(settings))
                .bind("dewberry.database", DatabaseProperties.class)
                .get();
        assertThat(properties.name()).isEqualTo("dewberry_auth");
        assertThat(properties.username()).isEqualTo("dewberry_auth");
        assertThat(properties.maxConnections()).isEqualTo(8);
        assertThat(properties.timeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void bindTheFirstAdministratorAndHideHisPassword() {
        AdminProperties properties = bind(
                "dewberry.admin",
                AdminProperties.class,
                Map.of("dewberry.admin.username", "root", "dewberry.admin.password", "hidden"));
        assertThat(properties.username()).isEqualTo("root");
        assertThat(properties.password()).isEqualTo("hidden");
        assertThat(properties.toString()).doesNotContain("hidden");
    }
}
