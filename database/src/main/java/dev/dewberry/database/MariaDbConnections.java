package dev.dewberry.database;

import dev.dewberry.database.DatabaseProperties.Server;
import dev.dewberry.database.DatabaseProperties.Tls;
import io.netty.channel.EventLoopGroup;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.IsolationLevel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.mariadb.r2dbc.MariadbConnectionConfiguration;
import org.mariadb.r2dbc.MariadbConnectionFactory;
import org.mariadb.r2dbc.SslMode;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/// Connections as our services need them.
public final class MariaDbConnections {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final int LOCK_WAIT_SECONDS = 5;
    /// A transaction that was cancelled in an unlucky moment could lie open in the pool, with its locks; MariaDB ends
    /// a connection whose transaction does nothing for so long.
    private static final int FORGOTTEN_SECONDS = 3;

    /// Of Galera's `wsrep_sync_wait`: before any statement the server applies what the others have committed. A server
    /// that is no longer, or not yet, the one that is written to would else show an older state.
    private static final int EVERYTHING = 7;

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
        LoopResources prompt = new PromptLoops(loops);
        List<FirstWritable.Server> servers = servers(
                properties,
                builder -> builder.loopResources(prompt)
                        .username(properties.username())
                        .password(properties.password())
                        .allowMultiQueries(scripts)
                        .sessionVariables(sessionOf(properties)));
        if (servers.size() == 1) {
            return new ConnectionPool(settings(properties, servers.getFirst().connections(), name, size));
        }
        FirstWritable first = new FirstWritable(servers);
        return new WatchedPool(settings(properties, first, name, size), first.watch());
    }

    private static final class WatchedPool extends ConnectionPool {
        private final Disposable watch;

        WatchedPool(ConnectionPoolConfiguration settings, Disposable watch) {
            super(settings);
            this.watch = watch;
        }

        @Override
        public Mono<Void> disposeLater() {
            return Mono.fromRunnable(watch::dispose).then(super.disposeLater());
        }
    }

    private static Map<String, Object> sessionOf(DatabaseProperties properties) {
        Map<String, Object> variables = new HashMap<>();
        variables.put("innodb_lock_wait_timeout", LOCK_WAIT_SECONDS);
        variables.put("idle_write_transaction_timeout", FORGOTTEN_SECONDS);
        if (properties.servers().size() > 1) {
            variables.put("wsrep_sync_wait", EVERYTHING);
        }
        return variables;
    }

    private static ConnectionPoolConfiguration settings(
            DatabaseProperties properties, ConnectionFactory factory, String name, int size) {
        return ConnectionPoolConfiguration.builder(factory)
                .name(name)
                .initialSize(1)
                .maxSize(size)
                .maxIdleTime(Duration.ofMinutes(10))
                .maxLifeTime(Duration.ofMinutes(60))
                // Time is left for the work itself, or for another try.
                .maxAcquireTime(properties.timeout().dividedBy(2))
                // After MariaDB was restarted all that lie in the pool are dead; one more try finds a new one.
                .acquireRetry(size + 1)
                .build();
    }

    /// Single connections of the account that owns the tables. Its statements wait only shortly for those that use a
    /// table, since everybody else waits behind them.
    public static ConnectionFactory owner(DatabaseProperties properties, String username) {
        List<FirstWritable.Server> servers = servers(
                properties,
                builder -> builder.loopResources(loops(properties))
                        .username(username)
                        .password(properties.ownerPassword())
                        .sessionVariables(Map.of("lock_wait_timeout", LOCK_WAIT_SECONDS)));
        return servers.size() == 1 ? servers.getFirst().connections() : new FirstWritable(servers).lookingFirst();
    }

    private static List<FirstWritable.Server> servers(
            DatabaseProperties properties, UnaryOperator<MariadbConnectionConfiguration.Builder> more) {
        return properties.servers().stream()
                .map(server -> new FirstWritable.Server(
                        server.toString(),
                        new MariadbConnectionFactory(
                                more.apply(common(properties, server)).build())))
                .toList();
    }

    private static MariadbConnectionConfiguration.Builder common(DatabaseProperties properties, Server server) {
        return encrypted(MariadbConnectionConfiguration.builder(), properties.tls())
                .host(server.host())
                .port(server.port())
                .database(properties.name())
                .connectTimeout(CONNECT)
                .tcpKeepAlive(true)
                // Every decision is made on rows that are locked first; gap locks would only add deadlocks.
                .isolationLevel(IsolationLevel.READ_COMMITTED)
                // A flag is read as a number.
                .tinyInt1isBit(false);
    }

    private static MariadbConnectionConfiguration.Builder encrypted(
            MariadbConnectionConfiguration.Builder builder, Tls tls) {
        if (!tls.enabled()) {
            return builder;
        }
        if (tls.authority().isBlank()) {
            builder.fallbackToSystemTrustStore(true);
        } else {
            builder.serverSslCert(tls.authority());
        }
        return builder.sslMode(tls.verify() ? SslMode.VERIFY_FULL : SslMode.TRUST);
    }

    /// Not colocated: a pool would else put every connection on the event loop that asked first. Where there is more
    /// than one an odd number is best: each connect asks for the next loop twice, so that of an even number every
    /// other one would stay idle.
    private static LoopResources loops(DatabaseProperties properties) {
        return LOOPS.computeIfAbsent(
                properties.threads(), threads -> LoopResources.create("mariadb", 1, threads, true, false));
    }
}
