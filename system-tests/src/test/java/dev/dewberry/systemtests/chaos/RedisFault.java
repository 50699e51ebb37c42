package dev.dewberry.systemtests.chaos;

import dev.dewberry.testsupport.LocalRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// What happens to Redis beyond what happens to any process.
///
/// @param cure Redis answers when it returns
record RedisFault(
        String name, LocalRedis redis, Consumer<LocalRedis> strike, Consumer<LocalRedis> cure, Promise promise)
        implements Fault {

    /// It comes back with nothing.
    static Fault wiped(LocalRedis redis) {
        return new RedisFault("wipe redis", redis, LocalRedis::wipe, LocalRedis::start, Promise.RESTARTED);
    }

    /// It comes back without the end of what it had written, the last record torn.
    static Fault torn(LocalRedis redis, int bytes) {
        return new RedisFault(
                "tear redis' file",
                redis,
                server -> server.killInTheMiddleOfAWrite(bytes),
                LocalRedis::start,
                Promise.RESTARTED);
    }

    /// It refuses every write.
    static Fault outOfMemory(LocalRedis redis) {
        return new RedisFault(
                "fill redis' memory",
                redis,
                server -> configure(server, "maxmemory 1"),
                server -> configure(server, "maxmemory 96mb"),
                Promise.NONE);
    }

    @Override
    public void provoke() {
        strike.accept(redis);
    }

    @Override
    public void heal() {
        cure.accept(redis);
    }

    private static void configure(LocalRedis redis, String setting) {
        try (Socket socket = new Socket(redis.host(), redis.port())) {
            socket.getOutputStream().write(("CONFIG SET " + setting + "\r\n").getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() != '+') {
                throw new IllegalStateException("Redis does not take " + setting);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
