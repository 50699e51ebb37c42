package dev.dewberry.systemtests.chaos;

import dev.dewberry.testsupport.LocalRedis;
import java.util.function.Consumer;

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

    @Override
    public void provoke() {
        strike.accept(redis);
    }

    @Override
    public void heal() {
        cure.accept(redis);
    }
}
