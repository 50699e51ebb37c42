package dev.dewberry.database;

import io.r2dbc.pool.ConnectionPool;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// MariaDB, for services that import it.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseProperties.class)
public class DatabaseConfiguration {

    /// Made when the tables are up to date, so that nothing meets old ones.
    @Bean(destroyMethod = "dispose")
    ConnectionPool connectionPool(DatabaseProperties properties) {
        Migrations.run(properties);
        return MariaDbConnections.pool(properties);
    }

    @Bean
    Database database(ConnectionPool pool, DatabaseProperties properties) {
        return new Database(pool, properties.timeout());
    }
}
