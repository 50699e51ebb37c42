package dev.dewberry.storage.hot;

import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.RedisScript;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.storage.hot.Membership.Stamp;
import io.lettuce.core.ScriptOutputType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// The newest events of conversations in Redis. Each published commit adds its own; what was erased since
/// an entry was made makes it void.
///
/// Bounded by [HotMemory]: where it sees no room nothing is put in, and publishing takes out what it would add to.
/// Any failure of Redis is a miss.
public final class TailCache {

    /// Events of one conversation that are loaded at once.
    public static final int EVENTS = 100;

    private static final Logger log = LoggerFactory.getLogger(TailCache.class);
    /// Characters of a content that publishing adds; a longer one makes the events be read again.
    static final int LONGEST = 4096;

    private static final int BYTES = 16 * 1024;

    private static final RedisScript TAILS = RedisScript.load(TailCache.class, "tails.lua", ScriptOutputType.MULTI);
    private static final RedisScript KEEP = RedisScript.load(TailCache.class, "keep.lua", ScriptOutputType.INTEGER);

    private final RedisBus bus;
    private final Generation generation;
    private final HotMemory memory;
    private final Duration patience;
    private final Counter hits;
    private final Counter misses;

    /// @param patience with Redis, after which MariaDB is asked
    public TailCache(RedisBus bus, Generation generation, HotMemory memory, Duration patience, MeterRegistry meters) {
        this.bus = bus;
        this.generation = generation;
        this.memory = memory;
        this.patience = patience;
        this.hits = HotMetrics.looks("events", "hit", meters);
        this.misses = HotMetrics.looks("events", "miss", meters);
    }

    /// Of those conversations whose events are there, just as of the given state or later.
    public Mono<Map<ConversationId, List<StoredEvent>>> get(Map<ConversationId, Stamp> wanted) {
        if (wanted.isEmpty() || !generation.isTrusted()) {
            return Mono.just(Map.of());
        }
        List<ConversationId> ids = List.copyOf(wanted.keySet());
        List<String> arguments = ids.stream().map(ConversationId::toString).toList();
        return TAILS.<List<String>>run(bus, List.of(Generation.KEY), arguments)
                .timeout(patience)
                .map(texts -> found(wanted, ids, texts))
                .onErrorResume(error -> {
                    log.debug("No cache", error);
                    return Mono.just(Map.of());
                });
    }

    private Map<ConversationId, List<StoredEvent>> found(
            Map<ConversationId, Stamp> wanted, List<ConversationId> ids, List<String> texts) {
        Map<ConversationId, List<StoredEvent>> found = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            ConversationId id = ids.get(i);
            Stamp stamp = wanted.get(id);
            List<StoredEvent> events = stamp == null ? null : parse(texts.get(i), header(id, stamp), stamp.headSeq());
            if (events != null) {
                found.put(id, events);
            }
            (events == null ? misses : hits).increment();
        }
        return found;
    }

    /// Tries to; nobody waits for it.
    ///
    /// @param events up to that of the stamp's head
    public void put(ConversationId conversation, Stamp stamp, List<StoredEvent> events) {
        if (events.isEmpty() || !generation.isTrusted() || !memory.hasRoom()) {
            return;
        }
        List<String> arguments = List.of(
                conversation.toString(),
                Long.toString(events.getLast().seq()),
                Long.toString(stamp.erasures()),
                format(header(conversation, stamp), events));
        KEEP.<Long>run(bus, List.of(Generation.KEY), arguments)
                .subscribe(_ -> {}, error -> log.debug("Not cached", error));
    }

    /// `publish.lua` writes the same for a conversation that begins.
    static String header(ConversationId conversation, Stamp stamp) {
        return conversation + " " + stamp.erasures();
    }

    /// One line per event, the newest that fit.
    static String format(String header, List<StoredEvent> events) {
        List<String> lines = new ArrayList<>();
        int bytes = header.length();
        for (StoredEvent event : events.reversed()) {
            String line = event.toLine();
            bytes += line.getBytes(StandardCharsets.UTF_8).length + 1;
            if (bytes > BYTES) {
                break;
            }
            lines.add(line);
        }
        StringBuilder text = new StringBuilder(bytes).append(header);
        lines.reversed().forEach(line -> text.append('\n').append(line));
        return text.toString();
    }

    /// Who reads MariaDB may see, and put in, what is committed and not yet published; publishing adds it once more.
    ///
    /// @return `null` where something was erased since, it has a hole, or does not reach up to the head
    static @Nullable List<StoredEvent> parse(String text, String header, long headSeq) {
        String[] lines = text.split("\n", -1);
        if (!lines[0].equals(header)) {
            return null;
        }
        List<StoredEvent> events = new ArrayList<>(lines.length - 1);
        long last = 0;
        for (int i = 1; i < lines.length; i++) {
            StoredEvent event = StoredEvent.ofLine(lines[i]);
            if (last > 0 && event.seq() > last + 1) {
                return null;
            }
            if (event.seq() > last) {
                events.add(event);
                last = event.seq();
            }
        }
        return last == 0 || last < headSeq ? null : events;
    }

    /// Collects from the newest down: all that was asked for, and what fits besides.
    public static final class Collector {

        private final long lowestWanted;
        private final List<StoredEvent> falling = new ArrayList<>();
        private int characters;

        public Collector(long lowestWanted) {
            this.lowestWanted = lowestWanted;
        }

        public boolean add(StoredEvent event) {
            characters += event.open().length();
            if (characters > BYTES && event.seq() < lowestWanted) {
                return false;
            }
            falling.add(event);
            return true;
        }

        public List<StoredEvent> rising() {
            return falling.reversed();
        }
    }
}
