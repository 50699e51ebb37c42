package dev.dewberry.storage.app;

import dev.dewberry.database.Database;
import dev.dewberry.database.DatabaseProperties;
import dev.dewberry.database.MariaDbConnections;
import dev.dewberry.database.PoolGauges;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.storage.identity.IdBlocks;
import dev.dewberry.storage.identity.Meta;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import reactor.core.publisher.Mono;

/// MariaDB and what lies directly on it.
@Configuration(proxyBeanMethods = false)
@Import(dev.dewberry.database.DatabaseConfiguration.class)
class DatabaseConfiguration {

    /// One transaction is under way at a time; the other is for when its connection died.
    private static final int COMMITS = 2;

    private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(2);

    private static final int EVENT_IDS = 10_000;
    private static final int GROUP_IDS = 16;

    /// After the first pool, and so after the migrations.
    @Bean(destroyMethod = "dispose")
    @DependsOn("connectionPool")
    ConnectionPool commitPool(DatabaseProperties properties, RedisBus bus, MeterRegistry meters) {
        ConnectionPool pool = MariaDbConnections.scripting(properties, "commits", COMMITS, bus.loop());
        PoolGauges.register("commits", pool, meters);
        return pool;
    }

    /// For the commit loop alone: no query keeps it waiting, and nothing is passed between threads.
    @Bean
    Database commits(@Qualifier("commitPool") ConnectionPool pool, DatabaseProperties properties) {
        return new Database(pool, properties.timeout());
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
