package dev.dewberry.presence.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.IsolationLevel;
import java.time.Duration;
import org.mariadb.r2dbc.MariadbConnectionConfiguration;
import org.mariadb.r2dbc.MariadbConnectionFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.resources.LoopResources;

/// The pool. It is made when the schema is up to date, and connects when it is first used.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseProperties.class)
public class DatabaseConfiguration {

    @Bean(destroyMethod = "dispose")
    ConnectionPool connectionPool(DatabaseProperties properties) {
        Migrations.run(properties);
        MariadbConnectionConfiguration connection = MariadbConnectionConfiguration.builder()
                .host(properties.host())
                .port(properties.port())
                .database(properties.name())
                .username(properties.username())
                .password(properties.password())
                .connectTimeout(properties.timeout())
                .isolationLevel(IsolationLevel.READ_COMMITTED)
                // One thread does for this little work.
                .loopResources(LoopResources.create("presence-db", 1, true))
                .build();
        return new ConnectionPool(ConnectionPoolConfiguration.builder(new MariadbConnectionFactory(connection))
                .initialSize(0)
                .maxSize(properties.maxConnections())
                .maxIdleTime(Duration.ofMinutes(10))
                .maxAcquireTime(properties.timeout())
                .build());
    }
}
