package dev.dewberry.platform.app;

import dev.dewberry.platform.bus.BusProperties;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.platform.error.ProblemHandler;
import dev.dewberry.platform.http.ServicesProperties;
import dev.dewberry.platform.security.SecurityProperties;
import dev.dewberry.platform.security.ServiceTokenFilter;
import dev.dewberry.platform.security.ServiceTokens;
import dev.dewberry.platform.time.ClockTrust;
import dev.dewberry.platform.time.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What every service has; each imports it. `spring.application.name` is the service's short name
/// (`gateway`, `auth` …).
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({BusProperties.class, SecurityProperties.class, ServicesProperties.class})
public class PlatformConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Counter counter() {
        return Counter.SYSTEM;
    }

    @Bean
    ClockTrust clockTrust(Clock clock, Counter counter, MeterRegistry meters) {
        ClockTrust trust = new ClockTrust(clock, counter);
        Gauge.builder("dewberry.clock.believed", trust, now -> now.isBelieved() ? 1 : 0)
                .description("1 where the clock may be believed: plausible, and even for an hour")
                .register(meters);
        return trust;
    }

    @Bean(destroyMethod = "close")
    RedisBus redisBus(BusProperties properties, MeterRegistry meters) {
        return new RedisBus(properties, meters);
    }

    @Bean(destroyMethod = "close")
    StreamWriter streamWriter(RedisBus bus, MeterRegistry meters) {
        return new StreamWriter(bus, meters);
    }

    @Bean
    Partitions partitions(BusProperties properties) {
        return new Partitions(properties.partitions());
    }

    @Bean
    ServiceTokens serviceTokens(
            @Value("${spring.application.name}") String self, SecurityProperties properties, Clock clock) {
        return new ServiceTokens(self, properties, clock);
    }

    @Bean
    ServiceTokenFilter serviceTokenFilter(ServiceTokens tokens) {
        return new ServiceTokenFilter(tokens);
    }

    @Bean
    ProblemHandler problemHandler() {
        return new ProblemHandler();
    }

    /// Ready is who can speak on the bus.
    @Bean
    HealthIndicator busHealthIndicator(RedisBus bus) {
        return () -> bus.isConnected() ? Health.up().build() : Health.down().build();
    }
}
