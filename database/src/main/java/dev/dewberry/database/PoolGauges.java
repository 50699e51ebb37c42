package dev.dewberry.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.PoolMetrics;
import java.util.function.ToDoubleFunction;

/// Tells how busy a pool of connections is.
public final class PoolGauges {

    private final String name;
    private final PoolMetrics pool;
    private final MeterRegistry meters;

    private PoolGauges(String name, PoolMetrics pool, MeterRegistry meters) {
        this.name = name;
        this.pool = pool;
        this.meters = meters;
    }

    /// @param name of the pool, such as `queries`
    public static void register(String name, ConnectionPool pool, MeterRegistry meters) {
        pool.getMetrics().ifPresent(metrics -> new PoolGauges(name, metrics, meters).register());
    }

    private void register() {
        gauge("acquired", "Connections in use", PoolMetrics::acquiredSize);
        gauge("pending", "Pieces of work that wait for a connection", PoolMetrics::pendingAcquireSize);
        gauge("limit", "Connections that there may be", PoolMetrics::getMaxAllocatedSize);
    }

    private void gauge(String what, String description, ToDoubleFunction<PoolMetrics> value) {
        Gauge.builder("dewberry.database.pool." + what, pool, value)
                .description(description)
                .tag("pool", name)
                .register(meters);
    }
}
