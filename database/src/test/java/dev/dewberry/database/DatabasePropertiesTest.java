package dev.dewberry.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.database.DatabaseProperties.Tls;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

class DatabasePropertiesTest {

    private static final Map<String, String> NAMED = Map.of("name", "chat", "username", "chat");

    @Test
    void shouldHaveDefaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(new DatabaseProperties(
                        "127.0.0.1",
                        3306,
                        "chat",
                        "chat",
                        "",
                        null,
                        "",
                        4,
                        1,
                        Duration.ofSeconds(5),
                        new Tls(false, "", true)));
    }

    @Test
    void shouldVerifyWhomItSpeaksToByTls() {
        assertThat(bind(Map.of("tls.enabled", "true", "tls.authority", "/ca.crt"))
                        .tls())
                .isEqualTo(new Tls(true, "/ca.crt", true));
        assertThat(bind(Map.of("tls.enabled", "true", "tls.verify", "false")).tls())
                .isEqualTo(new Tls(true, "", false));
    }

    @Test
    void shouldNotTellPasswords() {
        DatabaseProperties properties =
                bind(Map.of("password", "hunter2", "owner-username", "owner", "owner-password", "hunter3"));

        assertThat(properties.password()).isEqualTo("hunter2");
        assertThat(properties.ownerPassword()).isEqualTo("hunter3");
        assertThat(properties.toString()).doesNotContain("hunter");
    }

    @Test
    void shouldTakeABlankOwnerForNone() {
        assertThat(bind(Map.of("owner-username", " ")).owner()).isNull();
        assertThat(bind(Map.of("owner-username", "owner")).owner()).isEqualTo("owner");
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        assertThatThrownBy(() -> bind(Map.of("port", "70000"))).isInstanceOf(BindException.class);
        assertThatThrownBy(() -> bind(Map.of("max-connections", "0"))).isInstanceOf(BindException.class);
        assertThatThrownBy(() -> bind(Map.of("name", ""))).isInstanceOf(BindException.class);
    }

    private static DatabaseProperties bind(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        NAMED.forEach((name, value) -> all.put("dewberry.database." + name, value));
        settings.forEach((name, value) -> all.put("dewberry.database." + name, value));
        try (LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean()) {
            validator.afterPropertiesSet();
            return new Binder(new MapConfigurationPropertySource(all))
                    .bind(
                            "dewberry.database",
                            Bindable.of(DatabaseProperties.class),
                            new ValidationBindHandler(validator))
                    .get();
        }
    }
}
