package dev.dewberry.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class BusPropertiesTest {

    @Test
    void hasDefaults() {
        assertThat(bound(Map.of()))
                .isEqualTo(new BusProperties("redis://127.0.0.1:6379", 8, Duration.ofSeconds(2), ""));
    }

    /// Under the names that the documents and the chart have.
    @Test
    void takesTheEnvironment() {
        BusProperties properties = bound(Map.of(
                "DEWBERRY_BUS_URI", "rediss://u:p@elsewhere:6380",
                "DEWBERRY_BUS_TLS_AUTHORITY", "/etc/dewberry/redis-ca/ca.crt"));

        assertThat(properties.uri()).isEqualTo("rediss://u:p@elsewhere:6380");
        assertThat(properties.tlsAuthority()).isEqualTo("/etc/dewberry/redis-ca/ca.crt");
    }

    private static BusProperties bound(Map<String, Object> environment) {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(new SystemEnvironmentPropertySource("systemEnvironment", environment));
        return new Binder(ConfigurationPropertySources.from(sources)).bindOrCreate("dewberry.bus", BusProperties.class);
    }
}
