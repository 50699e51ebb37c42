package dev.dewberry.platform.bus;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

/// How many bytes of Redis' memory a stream takes.
public final class StreamMemory {

    private StreamMemory() {}

    /// Counts the whole stream (`SAMPLES 0`): by itself Redis looks at the first five nodes and takes all
    /// others to be as large, so that a few small entries at the head hid twelve thirteenths of a stream.
    /// A stream of 1 MiB takes some 20 µs to count, one of 20 MiB 150 µs.
    ///
    /// @return bytes; null where there is no such stream
    public static RedisFuture<Long> of(RedisAsyncCommands<String, String> redis, String stream) {
        return redis.dispatch(
                CommandType.MEMORY,
                new IntegerOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8)
                        .add("USAGE")
                        .addKey(stream)
                        .add("SAMPLES")
                        .add(0));
    }
}
