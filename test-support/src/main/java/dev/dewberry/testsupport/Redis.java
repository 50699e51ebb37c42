package dev.dewberry.testsupport;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.function.Function;

/// A Redis server for tests. Get the shared one as a parameter through [Servers], or an own one with [LocalRedis].
public sealed interface Redis extends Server permits LocalRedis, ContainerRedis {

    /// The URI as `dewberry.bus.uri` wants it.
    default String uri() {
        return "redis://" + host() + ":" + port();
    }

    /// Starts the server where it does not run, removes every key and returns [#uri()].
    default String freshUri() {
        start();
        call(RedisCommands::flushall);
        return uri();
    }

    /// Kills the server with SIGKILL and loses its data. It stays down: see [#restartEmpty()].
    void wipe();

    /// Kills the server with SIGKILL, loses its data and starts it again: another `run_id`, the same port, no keys.
    default void restartEmpty() {
        wipe();
        start();
    }

    /// Runs a command on a connection made for it.
    default <T> T call(Function<RedisCommands<String, String>, T> command) {
        RedisClient client = RedisClient.create(RedisURI.create(uri()));
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return command.apply(connection.sync());
        } finally {
            client.shutdown();
        }
    }
}
