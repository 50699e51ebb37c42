package dev.dewberry.presence.app;

import dev.dewberry.database.DatabaseConfiguration;
import dev.dewberry.platform.app.PlatformConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/// The process.
@SpringBootApplication(proxyBeanMethods = false)
@Import({PlatformConfiguration.class, DatabaseConfiguration.class, PresenceConfiguration.class})
public class PresenceApplication {

    public static void main(String[] args) {
        SpringApplication.run(PresenceApplication.class, args);
    }
}
