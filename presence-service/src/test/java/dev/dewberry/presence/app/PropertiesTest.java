package dev.dewberry.presence.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.database.DatabaseProperties;
import dev.dewberry.presence.keeper.KeeperProperties;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ClassPathResource;
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
    void theDatabaseHasAName() throws IOException {
        var settings = new YamlPropertySourceLoader().load("presence", new ClassPathResource("application.yaml"));
        DatabaseProperties properties = new Binder(ConfigurationPropertySources.from(settings))
                .bind("dewberry.database", DatabaseProperties.class)
                .get();

        assertThat(properties.name()).isEqualTo("dewberry_presence");
        assertThat(properties.username()).isEqualTo("dewberry_presence");
        assertThat(properties.maxConnections()).isEqualTo(4);
        assertThat(properties.timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aCapOfNothingIsRefused() {
        assertThatThrownBy(() -> bind(
                        "dewberry.presence",
                        KeeperProperties.class,
                        Map.of("dewberry.presence.deliveries-cap-bytes", "0")))
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
