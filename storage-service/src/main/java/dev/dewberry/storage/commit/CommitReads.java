package dev.dewberry.storage.commit;

import static dev.dewberry.storage.database.Columns.flag;
import static dev.dewberry.storage.database.Columns.number;
import static dev.dewberry.storage.database.Columns.optionalText;
import static dev.dewberry.storage.database.Columns.text;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.storage.database.MonthIndex;
import dev.dewberry.storage.database.Session;
import dev.dewberry.storage.database.Sql;
import dev.dewberry.storage.plan.Found;
import dev.dewberry.storage.plan.Head;
import dev.dewberry.storage.plan.Member;
import dev.dewberry.storage.plan.Needs;
import dev.dewberry.storage.plan.Outcome;
import dev.dewberry.storage.plan.Role;
import dev.dewberry.storage.plan.Task;
import io.r2dbc.spi.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Reads what the planner needs, within the commit transaction.
final class CommitReads {

    private final Session session;

    CommitReads(Session session) {
        this.session = session;
    }

    /// @param lookUpOutcomes false hopes that no command of the batch was committed before, which the insert will tell
    Mono<Found> found(List<Task> tasks, boolean lookUpOutcomes) {
        return heads(Needs.conversations(tasks)).flatMap(heads -> {
            Needs needs = Needs.of(tasks, heads);
            Mono<Map<Outcome.Key, Outcome>> outcomes = lookUpOutcomes ? outcomes(tasks) : Mono.just(Map.of());
            // One after the other: a connection takes one statement at a time.
            return outcomes.flatMap(known -> members(needs)
                    .flatMap(members -> countables(needs.positions())
                            .map(countables -> new Found(heads, known, members, countables))));
        });
    }

    private Mono<Map<ConversationId, Head>> heads(List<ConversationId> ids) {
        return Flux.fromIterable(Sql.chunks(ids, CommitSql.CHUNK))
                .concatMap(chunk -> session.query(
                        Sql.rows(CommitSql.LOCK_HEADS, "?", chunk.size()),
                        chunk.stream().map(ConversationId::toString).toList(),
                        CommitReads::head))
                .collectMap(Head::id);
    }

    private Mono<Map<Outcome.Key, Outcome>> outcomes(List<Task> tasks) {
        Set<Outcome.Key> keys = new LinkedHashSet<>();
        for (Task task : tasks) {
            if (task instanceof Task.Apply apply) {
                keys.add(apply.key());
            }
        }
        return Flux.fromIterable(Sql.chunks(List.copyOf(keys), CommitSql.CHUNK))
                .concatMap(chunk -> {
                    List<Object> parameters = new ArrayList<>();
                    chunk.forEach(key -> {
                        parameters.add(key.sender().value());
                        parameters.add(key.clientId());
                    });
                    return session.query(
                            Sql.anyOf(CommitSql.OUTCOMES, CommitSql.OUTCOME_KEY, chunk.size()),
                            parameters,
                            CommitReads::outcome);
                })
                .collectMap(Outcome::key);
    }

    private Mono<Map<Member.Key, Member>> members(Needs needs) {
        Flux<Member> single = Flux.fromIterable(Sql.chunks(List.copyOf(needs.members()), CommitSql.CHUNK))
                .concatMap(chunk -> {
                    List<Object> parameters = new ArrayList<>();
                    chunk.forEach(key -> {
                        parameters.add(key.conversation().toString());
                        parameters.add(key.user().value());
                    });
                    return session.query(
                            Sql.anyOf(CommitSql.MEMBERS, CommitSql.MEMBER_KEY, chunk.size()),
                            parameters,
                            CommitReads::member);
                });
        Flux<Member> whole = Flux.fromIterable(Sql.chunks(List.copyOf(needs.wholeGroups()), CommitSql.CHUNK))
                .concatMap(chunk -> session.query(
                        Sql.rows(CommitSql.MEMBERS_OF_GROUPS, "?", chunk.size()),
                        chunk.stream().map(ConversationId::toString).toList(),
                        CommitReads::member));
        return single.concatWith(whole).collectMap(Member::key);
    }

    private Mono<Map<Needs.Position, Long>> countables(Collection<Needs.Position> positions) {
        if (positions.isEmpty()) {
            return Mono.just(Map.of());
        }
        Set<ConversationId> conversations = new TreeSet<>();
        positions.forEach(position -> conversations.add(position.conversation()));
        return MonthIndex.load(session, conversations)
                .flatMapMany(months -> Flux.fromIterable(Sql.chunks(List.copyOf(positions), CommitSql.CHUNK))
                        .concatMap(chunk -> session.query(
                                Sql.anyOf(CommitSql.COUNTABLES, CommitSql.EVENT_KEY, chunk.size()),
                                eventKeys(chunk, months),
                                row -> Map.entry(
                                        new Needs.Position(ConversationId.parse(text(row, 0)), number(row, 1)),
                                        number(row, 2)))))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private static List<Object> eventKeys(List<Needs.Position> positions, Map<ConversationId, MonthIndex> months) {
        List<Object> parameters = new ArrayList<>();
        for (Needs.Position position : positions) {
            MonthIndex index = months.getOrDefault(position.conversation(), MonthIndex.UNKNOWN);
            MonthIndex.Range range = index.holding(position.seq(), position.seq());
            parameters.add(position.conversation().toString());
            parameters.add(position.seq());
            parameters.add(range.from());
            parameters.add(range.to());
        }
        return parameters;
    }

    private static Head head(Row row) {
        return new Head(
                ConversationId.parse(text(row, 0)),
                text(row, 1),
                optionalText(row, 2),
                number(row, 3),
                number(row, 4),
                number(row, 5),
                number(row, 6),
                (int) number(row, 7));
    }

    private static Outcome outcome(Row row) {
        return new Outcome(
                new Outcome.Key(new UserId(number(row, 0)), text(row, 1)),
                Objects.requireNonNull(row.get(2, byte[].class)),
                ConversationId.parse(text(row, 3)),
                number(row, 4),
                number(row, 5),
                number(row, 6));
    }

    private static Member member(Row row) {
        return new Member(
                ConversationId.parse(text(row, 0)),
                new UserId(number(row, 1)),
                Role.ofWire(text(row, 2)),
                flag(row, 3),
                number(row, 4),
                number(row, 5),
                number(row, 6),
                number(row, 7));
    }
}
