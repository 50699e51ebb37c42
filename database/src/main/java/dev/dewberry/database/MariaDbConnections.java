package dev.dewberry.database;

import io.netty.channel.EventLoopGroup;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.IsolationLevel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mariadb.r2dbc.MariadbConnectionConfiguration;
import org.mariadb.r2dbc.MariadbConnectionFactory;
import reactor.netty.resources.LoopResources;

/// Connections as our services need them.
public final class MariaDbConnections {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final int LOCK_WAIT_SECONDS = 5;
    /// A transaction that was cancelled in an unlucky moment could lie open in the pool, with its locks; MariaDB ends
    /// a connection whose transaction does nothing for so long.
    private static final int FORGOTTEN_SECONDS = 3;

    private static final Map<Integer, LoopResources> LOOPS = new ConcurrentHashMap<>();

    private MariaDbConnections() {}

    /// The pool of the account that reads and writes rows. Connects when it is first used.
    public static ConnectionPool pool(DatabaseProperties properties) {
        return pool(properties, "queries");
    }

    /// As [#pool(DatabaseProperties)], for one of several.
    public static ConnectionPool pool(DatabaseProperties properties, String name) {
        return pool(properties, name, properties.maxConnections(), false, loops(properties));
    }

    /// A pool whose connections take a [Script].
    ///
    /// @param loop on which the scripts' answers arrive
    public static ConnectionPool scripting(DatabaseProperties properties, String name, int size, EventLoopGroup loop) {
        return pool(properties, name, size, true, _ -> loop);
    }

    private static ConnectionPool pool(
            DatabaseProperties properties, String name, int size, boolean scripts, LoopResources loops) {
        ConnectionFactory factory = new MariadbConnectionFactory(common(properties)
                .loopResources(loops)
                .username(properties.username())
                .password(properties.password())
                .allowMultiQueries(scripts)
                .sessionVariables(Map.of(
                        "innodb_lock_wait_timeout",
                        LOCK_WAIT_SECONDS,
                        "idle_write_transaction_timeout",
                        FORGOTTEN_SECONDS))
                .build());
        return new ConnectionPool(ConnectionPoolConfiguration.builder(factory)
                .name(name)
                .initialSize(1)
                .maxSize(size)
                .maxIdleTime(Duration.ofMinutes(10))
                .maxLifeTime(Duration.ofMinutes(60))
                // Time is left for the work itself, or for another try.
                .maxAcquireTime(properties.timeout().dividedBy(2))
                // After MariaDB was restarted all that lie in the pool are dead; one more try finds a new one.
                .acquireRetry(size + 1)
                .build());
    }

    /// Single connections of the account that owns the tables. Its statements wait only shortly for those that use a
    /// table, since everybody else waits behind them.
    public static ConnectionFactory owner(DatabaseProperties properties, String username) {
        return new MariadbConnectionFactory(common(properties)
                .loopResources(loops(properties))
                .username(username)
                .password(properties.ownerPassword())
                .sessionVariables(Map.of("lock_wait_timeout", LOCK_WAIT_SECONDS))
                .build());
    }

    private static MariadbConnectionConfiguration.Builder common(DatabaseProperties properties) {
        return MariadbConnectionConfiguration.builder()
                .host(properties.host())
                .port(properties.port())
                .database(properties.name())
                .connectTimeout(CONNECT)
                .tcpKeepAlive(true)
                // Every decision is made on rows that are locked first; gap locks would only add deadlocks.
                .isolationLevel(IsolationLevel.READ_COMMITTED)
                // A flag is read as a number.
                .tinyInt1isBit(false);
    }

    /// Not colocated: a pool would else put every connection on the event loop that asked first. Where there is more
    /// than one an odd number is best: each connect asks for the next loop twice, so that of an even number every
    /// other one would stay idle.
    private static LoopResources loops(DatabaseProperties properties) {
        return LOOPS.computeIfAbsent(
                properties.threads(), threads -> LoopResources.create("mariadb", 1, threads, true, false));
    }
}
