package dev.dewberry.auth.admin;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the administrators' side adds to the service's health.
@Configuration(proxyBeanMethods = false)
class AdminConfiguration {

    /// Not ready before the configured administrator can sign in: whoever waits for an installation to be ready signs
    /// in as him next.
    @Bean
    HealthIndicator administratorHealthIndicator(FirstAdministrator administrator) {
        return () -> (administrator.settled() ? Health.up() : Health.down()).build();
    }
}
