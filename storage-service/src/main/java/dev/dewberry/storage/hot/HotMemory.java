package dev.dewberry.storage.hot;

import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.time.Recurring;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/// Keeps most of Redis' memory for the streams: while more than a share is in use, nothing is put beside
/// them. Thread-safe.
public final class HotMemory {

    private static final Duration TICK = Duration.ofSeconds(1);
    /// The caps of the streams add up to half of what an installation gives to Redis.
    private static final double SHARE = 0.45;
    /// Where Redis has no limit of its own.
    private static final long UNLIMITED = 96L * 1024 * 1024;

    private static final Pattern USED = Pattern.compile("^used_memory:(\\d+)", Pattern.MULTILINE);
    private static final Pattern MOST = Pattern.compile("^maxmemory:(\\d+)", Pattern.MULTILINE);

    private final RedisBus bus;
    private volatile boolean room = true;

    public HotMemory(RedisBus bus) {
        this.bus = bus;
    }

    public Disposable start() {
        return Recurring.every(TICK, TICK, "watching Redis' memory", _ -> look())
                .subscribe();
    }

    public boolean hasRoom() {
        return room;
    }

    Mono<Void> look() {
        return bus.<String>call(redis -> redis.info("memory"))
                .doOnNext(info -> room = hasRoom(info))
                .onErrorResume(_ -> Mono.empty())
                .then();
    }

    static boolean hasRoom(String info) {
        long most = number(MOST, info);
        return number(USED, info) < SHARE * (most == 0 ? UNLIMITED : most);
    }

    private static long number(Pattern pattern, String info) {
        Matcher matcher = pattern.matcher(info);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }
}
