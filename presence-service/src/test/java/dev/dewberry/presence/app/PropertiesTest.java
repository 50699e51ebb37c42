package dev.dewberry.presence.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.presence.database.DatabaseProperties;
import dev.dewberry.presence.keeper.KeeperProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

class PropertiesTest {

    @Test
    void presenceHasDefaults() {
        assertThat(bind("dewberry.presence", KeeperProperties.class, Map.of()))
                .isEqualTo(new KeeperProperties(
                        Duration.ofMillis(200),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(5),
                        2 * 1024 * 1024,
                        20_000));
    }

    @Test
    void presenceCanBeSet() {
        KeeperProperties properties = bind(
                "dewberry.presence",
                KeeperProperties.class,
                Map.of("dewberry.presence.grace", "5s", "dewberry.presence.deliveries-cap-bytes", "100000"));

        assertThat(properties.grace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(properties.deliveriesCapBytes()).isEqualTo(100_000);
    }

    @Test
    void theDatabaseHasDefaultsAndKeepsItsPasswordsToItself() {
        DatabaseProperties properties = bind(
                "dewberry.database",
                DatabaseProperties.class,
                Map.of("dewberry.database.password", "secret", "dewberry.database.owner-password", "secret"));

        assertThat(properties.name()).isEqualTo("dewberry_presence");
        assertThat(properties.port()).isEqualTo(3306);
        assertThat(properties.ownerUsername()).isNull();
        assertThat(properties.password()).isEqualTo("secret");
        assertThat(properties.toString()).doesNotContain("secret");
    }

    @Test
    void aPortOutOfRangeIsRefused() {
        assertThatThrownBy(() ->
                        bind("dewberry.database", DatabaseProperties.class, Map.of("dewberry.database.port", "70000")))
                .isInstanceOf(BindException.class);
    }

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> values) {
        try (LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean()) {
            validator.afterPropertiesSet();
            return new Binder(new MapConfigurationPropertySource(values))
                    .bindOrCreate(
                            prefix,
                            org.springframework.boot.context.properties.bind.Bindable.of(type),
                            new ValidationBindHandler(validator));
        }
    }
}
