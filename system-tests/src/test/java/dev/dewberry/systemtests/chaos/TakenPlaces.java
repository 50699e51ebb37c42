package dev.dewberry.systemtests.chaos;

import dev.dewberry.testsupport.LocalRedis;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/// Redis is out of connections: it takes one, which is this one's, and those of the services end.
final class TakenPlaces implements Fault {

    private static final String MANY = "10000";

    private final LocalRedis server;
    private @Nullable RedisClient client;
    private @Nullable RedisCommands<String, String> commands;

    TakenPlaces(LocalRedis server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "take redis' connections";
    }

    @Override
    public void provoke() {
        RedisClient mine = RedisClient.create(RedisURI.create(server.uri()));
        client = mine;
        RedisCommands<String, String> held = mine.connect().sync();
        commands = held;
        held.configSet("maxclients", "1");
        held.clientKill(KillArgs.Builder.skipme());
    }

    @Override
    public void heal() {
        if (commands != null) {
            commands.configSet("maxclients", MANY);
        }
        if (client != null) {
            client.shutdown();
        }
    }
}
