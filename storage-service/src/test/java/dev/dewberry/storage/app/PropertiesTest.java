package dev.dewberry.storage.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.database.DatabaseProperties;
import dev.dewberry.storage.replica.ReplicaProperties;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ClassPathResource;

class PropertiesTest {

    @Test
    void shouldHaveDefaults() throws IOException {
        DatabaseProperties properties = bound(Map.of());

        assertThat(properties.name()).isEqualTo("dewberry_storage");
        assertThat(properties.username()).isEqualTo("dewberry_storage");
        assertThat(properties.maxConnections()).isEqualTo(6);
        assertThat(properties.threads()).isEqualTo(3);
        assertThat(properties.timeout()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void shouldTakeAnotherNumberOfConnections() throws IOException {
        assertThat(bound(Map.of("dewberry.database.max-connections", "9")).maxConnections())
                .isEqualTo(9);
    }

    @Test
    void shouldHaveNoReplicaUnlessOneIsNamed() {
        ReplicaProperties none = replica(Map.of("dewberry.storage.replica.host", ""));
        ReplicaProperties one = replica(Map.of(
                "dewberry.storage.replica.host", "second",
                "dewberry.storage.replica.password", "secret",
                "dewberry.storage.replica.longest-lag", "9s"));

        assertThat(none.isThere()).isFalse();
        assertThat(none.username()).isEqualTo("dewberry_storage_reader");
        assertThat(none.patience()).isEqualTo(Duration.ofMillis(250));
        assertThat(one.isThere()).isTrue();
        assertThat(one.longestLag()).isEqualTo(Duration.ofSeconds(9));
        assertThat(one.toString()).contains("second").doesNotContain("secret");
    }

    @Test
    void shouldProtectTheWayToTheReplicaAsThatToThePrimary() throws IOException {
        DatabaseProperties primary =
                bound(Map.of("dewberry.database.tls.enabled", "true", "dewberry.database.tls.authority", "/ca.crt"));

        assertThat(replica(Map.of("dewberry.storage.replica.host", "second"))
                        .connections(primary)
                        .tls())
                .isEqualTo(new DatabaseProperties.Tls(true, "/ca.crt", true));
    }

    private static ReplicaProperties replica(Map<String, Object> settings) {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(new MapPropertySource("settings", settings));
        return new Binder(ConfigurationPropertySources.from(sources))
                .bindOrCreate("dewberry.storage.replica", ReplicaProperties.class);
    }

    private static DatabaseProperties bound(Map<String, Object> settings) throws IOException {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(new MapPropertySource("settings", settings));
        new YamlPropertySourceLoader()
                .load("storage", new ClassPathResource("application.yaml"))
                .forEach(sources::addLast);
        return new Binder(ConfigurationPropertySources.from(sources), new PropertySourcesPlaceholdersResolver(sources))
                .bind("dewberry.database", DatabaseProperties.class)
                .get();
    }
}
