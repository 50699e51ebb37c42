package dev.dewberry.storage.app;

import dev.dewberry.database.Database;
import dev.dewberry.database.DatabaseProperties;
import dev.dewberry.database.MariaDbConnections;
import dev.dewberry.database.PoolGauges;
import dev.dewberry.platform.time.Counter;
import dev.dewberry.storage.replica.Reads;
import dev.dewberry.storage.replica.Replica;
import dev.dewberry.storage.replica.ReplicaProperties;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.Disposable;
import reactor.core.Disposables;

/// The read replica, where one is named.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReplicaProperties.class)
class ReplicaConfiguration {

    @Bean(destroyMethod = "dispose")
    Disposable.Composite replicaEnds() {
        return Disposables.composite();
    }

    @Bean
    Reads reads(
            Database database,
            DatabaseProperties primary,
            ReplicaProperties replica,
            Counter counter,
            Disposable.Composite replicaEnds,
            MeterRegistry meters) {
        if (!replica.isThere()) {
            return Reads.of(database);
        }
        ConnectionPool pool = MariaDbConnections.pool(replica.connections(primary), "replica");
        PoolGauges.register("replica", pool, meters);
        Replica watched = new Replica(database, new Database(pool, replica.longestRead()), replica, counter);
        replicaEnds.add(watched.start());
        replicaEnds.add(pool);
        return Reads.of(database, watched, meters);
    }
}
