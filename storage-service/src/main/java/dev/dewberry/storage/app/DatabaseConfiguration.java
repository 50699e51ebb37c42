package dev.dewberry.storage.app;

import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.storage.database.Database;
import dev.dewberry.storage.database.DatabaseProperties;
import dev.dewberry.storage.database.MariaDbConnections;
import dev.dewberry.storage.database.Migrations;
import dev.dewberry.storage.identity.IdBlocks;
import dev.dewberry.storage.identity.Meta;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import reactor.core.publisher.Mono;

/// MariaDB and what lies directly on it.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DatabaseProperties.class)
class DatabaseConfiguration {

    /// Longer than a lock is waited for, shorter than a client waits.
    private static final Duration TIMEOUT = Duration.ofSeconds(8);
    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);

    private static final int EVENT_IDS = 10_000;
    private static final int GROUP_IDS = 16;

    @Bean(initMethod = "run")
    Migrations migrations(DatabaseProperties properties) {
        return new Migrations(properties);
    }

    /// After the migrations, so that nothing meets old tables.
    @Bean(destroyMethod = "dispose")
    @Primary
    ConnectionPool connectionPool(DatabaseProperties properties, Migrations migrations) {
        return MariaDbConnections.pool(properties);
    }

    @Bean
    @Primary
    Database database(ConnectionPool pool) {
        return new Database(pool, TIMEOUT);
    }

    @Bean(destroyMethod = "dispose")
    ConnectionPool commitPool(DatabaseProperties properties, RedisBus bus, Migrations migrations) {
        return MariaDbConnections.commits(properties, bus.loop());
    }

    @Bean
    Database commits(@Qualifier("commitPool") ConnectionPool pool) {
        return new Database(pool, TIMEOUT);
    }

    @Bean
    Meta meta(Database database) {
        return new Meta(database);
    }

    @Bean
    IdBlocks eventIds(Database database) {
        return new IdBlocks(database, "event", EVENT_IDS);
    }

    @Bean
    IdBlocks groupIds(Database database) {
        return new IdBlocks(database, "group", GROUP_IDS);
    }

    /// Ready is who can ask the store.
    @Bean
    ReactiveHealthIndicator databaseHealthIndicator(Database database) {
        return () -> database.with(
                        session -> session.query("SELECT 1", List.of(), _ -> 1).next())
                .timeout(HEALTH_TIMEOUT)
                .map(_ -> Health.up().build())
                .onErrorResume(_ -> Mono.just(Health.down().build()));
    }
}
