package dev.dewberry.auth.app;

import dev.dewberry.database.DatabaseConfiguration;
import dev.dewberry.platform.app.PlatformConfiguration;
import java.security.SecureRandom;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/// What the features share.
@Configuration(proxyBeanMethods = false)
@Import({PlatformConfiguration.class, DatabaseConfiguration.class})
@ConfigurationPropertiesScan("dev.dewberry.auth")
public class AuthConfiguration {

    @Bean
    SecureRandom secureRandom() {
        return new SecureRandom();
    }
}
