package dev.dewberry.storage.history;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// The newest events of conversations in Redis. An entry counts only for the head and the number of
/// erasures with which it was made, both as MariaDB has them, so nothing that was recalled meanwhile
/// can be read from it or put back into it.
///
/// Bounded by construction: there are [#SLOTS] keys of at most [#SLOT_CHARACTERS], which conversations
/// share by their hash. Any failure of Redis is a miss.
public final class TailCache {

    /// Events of one conversation.
    static final int EVENTS = 100;

    private static final Logger log = LoggerFactory.getLogger(TailCache.class);
    private static final int SLOTS = 512;
    private static final int SLOT_CHARACTERS = 16 * 1024;
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final char SEPARATOR = '\t';

    private final RedisBus bus;
    private final Counter hits;
    private final Counter misses;

    public TailCache(RedisBus bus, MeterRegistry meters) {
        this.bus = bus;
        BiFunction<String, MeterRegistry, Counter> counter =
                (result, registry) -> Counter.builder("dewberry.storage.cache")
                        .description("Looks into the cache of the newest events")
                        .tag("result", result)
                        .register(registry);
        this.hits = counter.apply("hit", meters);
        this.misses = counter.apply("miss", meters);
    }

    /// The state of a log that an entry was made from.
    public record Stamp(long headSeq, long erasures) {}

    /// Empty where there is no entry of just this state.
    Mono<List<StoredEvent>> get(ConversationId conversation, Stamp stamp) {
        return bus.<String>call(redis -> redis.get(key(conversation)))
                .timeout(PATIENCE)
                .onErrorResume(error -> {
                    log.debug("No cache", error);
                    return Mono.empty();
                })
                .mapNotNull(text -> parse(text, header(conversation, stamp)))
                .doOnSuccess(found -> (found == null ? misses : hits).increment());
    }

    /// Tries to; nobody waits for it.
    void put(ConversationId conversation, Stamp stamp, List<StoredEvent> events) {
        String text = format(header(conversation, stamp), events);
        bus.<String>call(redis -> redis.setex(key(conversation), LIFE.toSeconds(), text))
                .subscribe(_ -> {}, error -> log.debug("Not cached", error));
    }

    private static String key(ConversationId conversation) {
        return BusKeys.cache("storage", "tail:" + Math.floorMod(conversation.hashCode(), SLOTS));
    }

    private static String header(ConversationId conversation, Stamp stamp) {
        return conversation + " " + stamp.headSeq() + " " + stamp.erasures();
    }

    /// One line per event; compact JSON has neither line feeds nor tabs.
    static String format(String header, List<StoredEvent> events) {
        List<String> lines = new ArrayList<>();
        int characters = header.length();
        for (StoredEvent event : events.reversed()) {
            String line = "" + event.seq() + SEPARATOR + (event.sender() == null ? "" : event.sender()) + SEPARATOR
                    + event.open() + SEPARATOR + (event.clientId() == null ? "" : event.clientId());
            characters += line.length() + 1;
            if (characters > SLOT_CHARACTERS) {
                break;
            }
            lines.add(line);
        }
        StringBuilder text = new StringBuilder(characters).append(header);
        lines.reversed().forEach(line -> text.append('\n').append(line));
        return text.toString();
    }

    static @Nullable List<StoredEvent> parse(String text, String header) {
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(header)) {
            return null;
        }
        List<StoredEvent> events = new ArrayList<>(lines.length - 1);
        for (int i = 1; i < lines.length; i++) {
            String[] fields = lines[i].split("\t", -1);
            events.add(new StoredEvent(
                    Long.parseLong(fields[0]),
                    fields[1].isEmpty() ? null : UserId.parse(fields[1]),
                    fields[2],
                    fields[3].isEmpty() ? null : fields[3]));
        }
        return events;
    }

    /// Collects from the newest down: all that was asked for, and what fits into a slot besides.
    static final class Collector {

        private final long lowestWanted;
        private final List<StoredEvent> falling = new ArrayList<>();
        private int characters;

        Collector(long lowestWanted) {
            this.lowestWanted = lowestWanted;
        }

        boolean add(StoredEvent event) {
            characters += event.open().length();
            if (characters > SLOT_CHARACTERS && event.seq() < lowestWanted) {
                return false;
            }
            falling.add(event);
            return true;
        }

        List<StoredEvent> rising() {
            return falling.reversed();
        }
    }
}
