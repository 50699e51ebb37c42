package dev.dewberry.auth.database;

import dev.dewberry.database.DatabaseProperties;
import io.r2dbc.pool.ConnectionPool;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/// How this service's statements reach the pool.
@Configuration(proxyBeanMethods = false)
public class TransactionConfiguration {

    @Bean
    DatabaseClient databaseClient(ConnectionPool pool) {
        return DatabaseClient.create(pool);
    }

    @Bean
    Transactions transactions(ConnectionPool pool, DatabaseProperties properties) {
        return new Transactions(TransactionalOperator.create(new R2dbcTransactionManager(pool)), properties.timeout());
    }
}
