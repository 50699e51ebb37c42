package dev.dewberry.storage.publish;

import static dev.dewberry.database.Columns.number;
import static dev.dewberry.database.Columns.optionalNumber;
import static dev.dewberry.database.Columns.optionalText;
import static dev.dewberry.database.Columns.text;

import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.database.Month;
import io.r2dbc.spi.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/// What was committed, read from MariaDB to be published again.
final class CommittedEvents {

    /// Events in one go, so that memory stays bounded.
    private static final int PAGE = 500;
    private static final int NEWEST = 10_000;

    private final Database database;

    CommittedEvents(Database database) {
        this.database = database;
    }

    /// The events of the next commits above `after`, whole commits only; empty where there are none up
    /// to `to`.
    Mono<SortedMap<Long, List<Committed>>> next(int partition, long after, long to) {
        return database.with(session -> lastOfPage(session, partition, after, to)
                .flatMap(last -> session.query(
                                PublishSql.EVENTS,
                                List.of(partition, after, last),
                                row -> Map.entry(number(row, 8), event(row)))
                        // All of it first: what is asked of a connection waits for the rows before it, which would wait
                        // to be asked for.
                        .collectList()
                        .flatMapIterable(rows -> rows)
                        .concatMap(entry ->
                                withJoined(session, entry.getValue()).map(event -> Map.entry(entry.getKey(), event)))
                        .collectList()
                        .map(CommittedEvents::grouped)));
    }

    /// The commit number after which everything since `at` was committed.
    Mono<Long> numberBefore(int partition, long at) {
        record Line(long number, long at) {}
        return database.with(session -> session.query(
                        PublishSql.NEWEST,
                        List.of(partition, Month.startOf(at), NEWEST),
                        row -> new Line(number(row, 0), number(row, 1)))
                .takeWhile(line -> line.at() >= at)
                .map(Line::number)
                .reduce(Math::min)
                .map(lowest -> lowest - 1));
    }

    Mono<Long> head(int partition) {
        return database.with(session -> session.query(PublishSql.HEAD, List.of(partition), row -> number(row, 0))
                .next());
    }

    private static Mono<Long> lastOfPage(Session session, int partition, long after, long to) {
        return session.query(PublishSql.NUMBERS, List.of(partition, after, to, PAGE), row -> number(row, 0))
                .collectList()
                .filter(numbers -> !numbers.isEmpty())
                .map(CommittedEvents::lastWhole);
    }

    /// A full page may have cut its last commit in two.
    static long lastWhole(List<Long> numbers) {
        long last = numbers.getLast();
        if (numbers.size() < PAGE || numbers.getFirst() == last) {
            return last;
        }
        return last - 1;
    }

    private static SortedMap<Long, List<Committed>> grouped(List<Map.Entry<Long, Committed.Event>> entries) {
        SortedMap<Long, List<Committed>> commits = new TreeMap<>();
        entries.forEach(entry ->
                commits.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>()).add(entry.getValue()));
        return commits;
    }

    private static Committed.Event event(Row row) {
        Long from = optionalNumber(row, 4);
        String content = text(row, 6);
        List<UserId> joined = List.of();
        List<UserId> left = List.of();
        if (content.startsWith("{\"kind\":\"member\"")
                && Content.ofServer(Json.read(content)) instanceof Content.Member member) {
            joined = member.change().equals("invite") || member.change().equals("join") ? member.users() : joined;
            left = member.change().equals("leave") || member.change().equals("remove") ? member.users() : left;
        }
        return new Committed.Event(
                null,
                ConversationId.parse(text(row, 0)),
                number(row, 1),
                Long.toString(number(row, 3)),
                from == null ? null : new UserId(from),
                number(row, 2),
                content,
                optionalText(row, 5),
                number(row, 7),
                joined,
                left);
    }

    /// A group's first event does not name its members.
    private static Mono<Committed.Event> withJoined(Session session, Committed.Event event) {
        if (event.conversation().isDirect() || event.seq() != 1) {
            return Mono.just(event);
        }
        return session.query(
                        PublishSql.MEMBERS_SINCE_CREATION,
                        List.of(event.conversation().toString()),
                        row -> new UserId(number(row, 0)))
                .collectList()
                .map(joined -> new Committed.Event(
                        event.origin(),
                        event.conversation(),
                        event.seq(),
                        event.event(),
                        event.from(),
                        event.at(),
                        event.content(),
                        event.clientId(),
                        event.version(),
                        joined,
                        event.left()));
    }
}
