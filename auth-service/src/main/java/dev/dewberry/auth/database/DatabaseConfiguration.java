package dev.dewberry.auth.database;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.IsolationLevel;
import java.time.Duration;
import org.mariadb.r2dbc.MariadbConnectionConfiguration;
import org.mariadb.r2dbc.MariadbConnectionFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.netty.resources.LoopResources;

/// The pool and what stands on it. The pool is only made when the schema is up to date.
@Configuration(proxyBeanMethods = false)
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
                .connectTimeout(Duration.ofSeconds(3))
                // Every decision is made on rows that are locked first; gap locks would only add deadlocks.
                .isolationLevel(IsolationLevel.READ_COMMITTED)
                // One thread does for this little work.
                .loopResources(LoopResources.create("auth-db", 1, true))
                .build();
        return new ConnectionPool(ConnectionPoolConfiguration.builder(new MariadbConnectionFactory(connection))
                .initialSize(1)
                .maxSize(properties.maxConnections())
                .maxIdleTime(Duration.ofMinutes(10))
                .maxAcquireTime(properties.timeout())
                .build());
    }

    @Bean
    DatabaseClient databaseClient(ConnectionPool pool) {
        return DatabaseClient.create(pool);
    }

    @Bean
    Transactions transactions(ConnectionPool pool, DatabaseProperties properties) {
        return new Transactions(TransactionalOperator.create(new R2dbcTransactionManager(pool)), properties.timeout());
    }
}
