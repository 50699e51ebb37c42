package dev.dewberry.storage.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.storage.database.DatabaseProperties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class PropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Bound.class);

    @Test
    void shouldHaveDefaults() {
        runner.run(context -> {
            DatabaseProperties properties = context.getBean(DatabaseProperties.class);
            assertThat(properties.host()).isEqualTo("127.0.0.1");
            assertThat(properties.port()).isEqualTo(3306);
            assertThat(properties.name()).isEqualTo("dewberry_storage");
            assertThat(properties.ownerUsername()).isNull();
            assertThat(properties.connections()).isEqualTo(6);
        });
    }

    @Test
    void shouldNotTellPasswords() {
        runner.withPropertyValues(
                        "dewberry.database.password=hunter2",
                        "dewberry.database.owner-username=owner",
                        "dewberry.database.owner-password=hunter3")
                .run(context -> assertThat(
                                context.getBean(DatabaseProperties.class).toString())
                        .doesNotContain("hunter"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(DatabaseProperties.class)
    static class Bound {}
}
