package dev.dewberry.storage.hot;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.RedisScript;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ConversationItem.MemberMark;
import dev.dewberry.storage.hot.Membership.Stamp;
import io.lettuce.core.ScriptOutputType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Users' lists and the heads of conversations in Redis, exactly as of the last published commits: the
/// script that publishes a commit brings them up to date. What is not there is put there by whoever had to
/// ask MariaDB. Any failure of Redis is a miss. Thread-safe.
public final class HotLists {

    /// Longer lists are not kept: reading one would keep Redis from everything else for too long.
    public static final int MOST = 200;

    private static final Logger log = LoggerFactory.getLogger(HotLists.class);

    private static final RedisScript LIST = RedisScript.load(HotLists.class, "list.lua", ScriptOutputType.MULTI);
    private static final RedisScript ACCESS = RedisScript.load(HotLists.class, "access.lua", ScriptOutputType.MULTI);
    private static final RedisScript FILL = RedisScript.load(HotLists.class, "fill.lua", ScriptOutputType.INTEGER);

    private final RedisBus bus;
    private final Generation generation;
    private final HotMemory memory;
    private final int partitions;
    private final Duration patience;
    private final Counter listHits;
    private final Counter listMisses;
    private final Counter headHits;
    private final Counter headMisses;

    /// @param patience with Redis, after which MariaDB is asked
    public HotLists(
            RedisBus bus,
            Generation generation,
            HotMemory memory,
            int partitions,
            Duration patience,
            MeterRegistry meters) {
        this.bus = bus;
        this.generation = generation;
        this.memory = memory;
        this.partitions = partitions;
        this.patience = patience;
        this.listHits = HotMetrics.looks("lists", "hit", meters);
        this.listMisses = HotMetrics.looks("lists", "miss", meters);
        this.headHits = HotMetrics.looks("heads", "hit", meters);
        this.headMisses = HotMetrics.looks("heads", "miss", meters);
    }

    /// What was looked for, or why it has to be looked for elsewhere.
    public sealed interface Look<T> {
        record Hit<T>(T found) implements Look<T> {}

        /// @param permit to put in what MariaDB has; `null` where it is not wanted
        record Miss<T>(@Nullable Permit permit) implements Look<T> {}
    }

    /// A list as of a moment.
    public record Found(Moment now, List<Listing> listings) {}

    /// To put something in, if that is done soon.
    public record Permit(String generation, long millis) {}

    /// What changed since the moment, or everything that the user is in.
    public Mono<Look<Found>> changed(UserId user, @Nullable Moment since) {
        List<String> keys = new ArrayList<>(partitions + 1);
        keys.add(Generation.KEY);
        List<String> arguments = new ArrayList<>(partitions + 2);
        arguments.add(user.toString());
        arguments.add(Integer.toString(Limits.SHARED_MARKS_MEMBERS));
        for (int partition = 0; partition < partitions; partition++) {
            keys.add(BusKeys.published(partition));
            if (since != null) {
                arguments.add(Long.toString(since.at(partition)));
            }
        }
        return look(LIST, keys, arguments, HotLists::list, listHits, listMisses);
    }

    /// The head of a conversation for one who is in it; empty for others.
    public Mono<Look<Access>> access(UserId user, ConversationId conversation) {
        return look(
                ACCESS,
                List.of(Generation.KEY),
                List.of(conversation.toString(), user.toString()),
                HotLists::access,
                headHits,
                headMisses);
    }

    /// @param member whether he is in it now
    public record Access(Stamp stamp, boolean member) {}

    private interface Reading<T> {
        /// @param answer without the time and the generation, and not empty
        T of(List<Object> answer);
    }

    private <T> Mono<Look<T>> look(
            RedisScript script,
            List<String> keys,
            List<String> arguments,
            Reading<T> reading,
            Counter hits,
            Counter misses) {
        if (!generation.isTrusted()) {
            return Mono.just(new Look.Miss<>(null));
        }
        return script.<List<Object>>run(bus, keys, arguments)
                .timeout(patience)
                .<Look<T>>map(answer -> {
                    if (answer.size() > 2 && generation.isTrusted()) {
                        return new Look.Hit<>(reading.of(answer.subList(2, answer.size())));
                    }
                    String name = (String) answer.get(1);
                    return new Look.Miss<>(
                            name.isEmpty() || !memory.hasRoom() ? null : new Permit(name, (Long) answer.get(0)));
                })
                .onErrorResume(error -> {
                    log.debug("Nothing hot", error);
                    return Mono.just(new Look.Miss<>(null));
                })
                .doOnNext(look -> (look instanceof Look.Hit ? hits : misses).increment());
    }

    @SuppressWarnings("unchecked")
    private static Found list(List<Object> answer) {
        TreeMap<Integer, Long> numbers = new TreeMap<>();
        List<String> published = (List<String>) answer.getFirst();
        for (int partition = 0; partition < published.size(); partition++) {
            numbers.put(partition, Long.parseLong(published.get(partition)));
        }
        List<Listing> listings = answer.stream()
                .skip(1)
                .map(item -> listing((List<String>) item))
                .toList();
        return new Found(new Moment(numbers), listings);
    }

    private static Listing listing(List<String> item) {
        Membership membership = HeadCodec.decode(
                ConversationId.parse(item.get(0)),
                item.get(1),
                Long.parseLong(item.get(2)),
                Long.parseLong(item.get(3)),
                Seat.decode(item.get(4)));
        List<MemberMark> marks = new ArrayList<>();
        for (int i = 5; i < item.size(); i += 2) {
            Seat seat = Seat.decode(item.get(i + 1));
            marks.add(new MemberMark(UserId.parse(item.get(i)), seat.delivered(), seat.read()));
        }
        marks.sort(Comparator.comparing(MemberMark::user));
        return new Listing(membership, marks);
    }

    private static Access access(List<Object> answer) {
        return new Access(
                HeadCodec.stamp((String) answer.get(0), Long.parseLong((String) answer.get(1))),
                Seat.decode((String) answer.get(2)).active());
    }

    /// The rows of a conversation that were read.
    ///
    /// @param seats those of all active members where `whole`, else the user's own
    public record Read(Membership membership, boolean whole, List<Sitting> seats) {}

    /// A user's row.
    public record Sitting(UserId user, Seat seat) {}

    /// Tries to; nobody waits for it.
    ///
    /// @param before the moment that was read before everything else
    /// @param whose list it is, all of it; `null`: only some conversations
    public void put(Permit permit, Moment before, @Nullable UserId whose, List<Read> reads) {
        List<String> arguments = new ArrayList<>();
        arguments.add(permit.generation());
        arguments.add(Long.toString(permit.millis()));
        arguments.add(whose == null ? "" : whose.toString());
        arguments.add(Integer.toString(partitions));
        for (int partition = 0; partition < partitions; partition++) {
            arguments.add(Long.toString(before.at(partition)));
        }
        for (Read read : reads) {
            Membership membership = read.membership();
            arguments.add(membership.conversation().toString());
            arguments.add(Integer.toString(membership.partition()));
            arguments.add(HeadCodec.encode(membership));
            arguments.add(Long.toString(membership.changed()));
            arguments.add(Long.toString(membership.stamp().erasures()));
            arguments.add(read.whole() ? "1" : "0");
            arguments.add(Integer.toString(read.seats().size()));
            for (Sitting sitting : read.seats()) {
                arguments.add(sitting.user().toString());
                arguments.add(sitting.seat().encode());
            }
        }
        FILL.<Long>run(bus, List.of(Generation.KEY), arguments)
                .subscribe(_ -> {}, error -> log.debug("Not kept hot", error));
    }
}
