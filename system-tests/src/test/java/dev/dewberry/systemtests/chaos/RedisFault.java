package dev.dewberry.systemtests.chaos;

import dev.dewberry.testsupport.LocalRedis;
import io.lettuce.core.KillArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.function.Consumer;
import java.util.function.Function;

/// What happens to Redis beyond what happens to any process.
///
/// @param cure Redis answers when it returns
record RedisFault(String name, LocalRedis redis, Consumer<LocalRedis> strike, Consumer<LocalRedis> cure)
        implements Fault {

    /// It comes back with nothing.
    static Fault wiped(LocalRedis redis) {
        return new RedisFault("wipe redis", redis, LocalRedis::wipe, LocalRedis::start);
    }

    /// It comes back without the end of what it had written, the last record torn.
    static Fault torn(LocalRedis redis, int bytes) {
        return new RedisFault(
                "tear redis' file", redis, server -> server.killInTheMiddleOfAWrite(bytes), LocalRedis::start);
    }

    /// It refuses every write.
    static Fault outOfMemory(LocalRedis redis) {
        return new RedisFault(
                "fill redis' memory",
                redis,
                server -> server.call(commands -> commands.configSet("maxmemory", "1")),
                server -> server.call(commands -> commands.configSet("maxmemory", "96mb")));
    }

    /// All keys are gone, and it is the same server that ran before.
    static Fault flushed(LocalRedis redis) {
        return struck("flush redis", redis, RedisCommands::flushall);
    }

    /// It knows no script any more.
    static Fault scriptsForgotten(LocalRedis redis) {
        return struck("let redis forget scripts", redis, RedisCommands::scriptFlush);
    }

    /// Every connection ends.
    static Fault connectionsEnded(LocalRedis redis) {
        return struck("end redis' connections", redis, commands -> commands.clientKill(KillArgs.Builder.skipme()));
    }

    /// @param command what is done to it, and done once more when it is healed
    private static Fault struck(String name, LocalRedis redis, Function<RedisCommands<String, String>, ?> command) {
        return new RedisFault(name, redis, server -> server.call(command), server -> server.call(command));
    }

    @Override
    public void provoke() {
        strike.accept(redis);
    }

    @Override
    public void heal() {
        cure.accept(redis);
    }
}
