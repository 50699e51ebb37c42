package dev.dewberry.database;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/// MariaDB, for services that import it. A service may have more pools beside this one.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseProperties.class)
public class DatabaseConfiguration {

    /// Made when the tables are up to date, so that nothing meets old ones.
    @Bean(destroyMethod = "dispose")
    @Primary
    ConnectionPool connectionPool(DatabaseProperties properties, MeterRegistry meters) {
        Migrations.run(properties);
        ConnectionPool pool = MariaDbConnections.pool(properties);
        PoolGauges.register("queries", pool, meters);
        return pool;
    }

    @Bean
    @Primary
    Database database(ConnectionPool pool, DatabaseProperties properties) {
        return new Database(pool, properties.timeout());
    }
}
