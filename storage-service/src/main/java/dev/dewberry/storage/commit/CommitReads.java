package dev.dewberry.storage.commit;

import static dev.dewberry.database.Columns.flag;
import static dev.dewberry.database.Columns.number;
import static dev.dewberry.database.Columns.optionalText;
import static dev.dewberry.database.Columns.text;

import dev.dewberry.database.Script;
import dev.dewberry.database.Session;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.storage.database.MonthIndex;
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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import reactor.core.publisher.Mono;

/// Begins the transaction of one batch and reads what the planner needs, most times in a single round
/// trip.
final class CommitReads {

    private final String owner;
    private final List<Task> tasks;
    private final boolean lookUpOutcomes;
    private final Needs needs;

    private final Map<Integer, Long> numbers = new HashMap<>();
    private final Map<ConversationId, Head> heads = new HashMap<>();
    private final Map<Outcome.Key, Outcome> outcomes = new HashMap<>();
    private final Map<Member.Key, Member> members = new HashMap<>();
    private final Map<ConversationId, MonthIndex> months = new HashMap<>();
    private final Map<Needs.Position, Long> countables = new HashMap<>();

    /// @param lookUpOutcomes false hopes that no command of the batch was committed before, which the
    ///     insert will tell
    CommitReads(String owner, List<Task> tasks, boolean lookUpOutcomes) {
        this.owner = owner;
        this.tasks = tasks;
        this.lookUpOutcomes = lookUpOutcomes;
        this.needs = Needs.of(tasks);
    }

    /// Fails with [FencedException] where another storage-service owns one of the partitions.
    Mono<Found> found(Session session) {
        return session.run(first())
                .then(Mono.defer(() -> {
                    requireOwnership();
                    Script rest = rest();
                    return rest.isEmpty() ? Mono.<Void>empty() : session.run(rest);
                }))
                .then(Mono.fromSupplier(() -> new Found(heads, outcomes, members, countables)));
    }

    /// The commit numbers of the partitions of the batch.
    Map<Integer, Long> numbers() {
        return numbers;
    }

    private Script first() {
        Script script = new Script().run("START TRANSACTION");
        movePartitions(script);
        for (List<ConversationId> chunk : Sql.chunks(Needs.conversations(tasks), CommitSql.CHUNK)) {
            script.query(
                    Sql.rows(CommitSql.LOCK_HEADS, "?", chunk.size()),
                    texts(chunk),
                    CommitReads::head,
                    head -> heads.put(head.id(), head));
        }
        if (lookUpOutcomes) {
            outcomes(script);
        }
        members(script, needs.members());
        for (List<ConversationId> chunk : Sql.chunks(List.copyOf(needs.wholeGroups()), CommitSql.CHUNK)) {
            script.query(
                    Sql.rows(CommitSql.MEMBERS_OF_GROUPS, "?", chunk.size()),
                    texts(chunk),
                    CommitReads::member,
                    member -> members.put(member.key(), member));
        }
        for (List<ConversationId> chunk : Sql.chunks(List.copyOf(needs.read()), CommitSql.CHUNK)) {
            script.query(
                    Sql.rows(MonthIndex.LOAD, "?", chunk.size()),
                    texts(chunk),
                    MonthIndex.Line::of,
                    line -> months.computeIfAbsent(line.conversation(), _ -> new MonthIndex())
                            .add(line.month(), line.firstSeq()));
        }
        return script;
    }

    private void movePartitions(Script script) {
        List<Integer> touched =
                tasks.stream().map(Task::partition).distinct().sorted().toList();
        List<Object> parameters = new ArrayList<>(touched);
        parameters.add(owner);
        record Row(int partition, long number, String owner) {}
        script.run(Sql.rows(CommitSql.MOVE_PARTITIONS, "?", touched.size()), parameters)
                .query(
                        Sql.rows(CommitSql.PARTITIONS, "?", touched.size()),
                        touched,
                        row -> new Row((int) number(row, 0), number(row, 1), text(row, 2)),
                        row -> {
                            if (row.owner().equals(owner)) {
                                numbers.put(row.partition(), row.number());
                            }
                        });
    }

    private void requireOwnership() {
        Set<Integer> lost = new TreeSet<>();
        tasks.forEach(task -> lost.add(task.partition()));
        lost.removeAll(numbers.keySet());
        if (!lost.isEmpty()) {
            throw new FencedException(lost);
        }
    }

    private void outcomes(Script script) {
        Set<Outcome.Key> keys = new LinkedHashSet<>();
        for (Task task : tasks) {
            if (task instanceof Task.Apply apply) {
                keys.add(apply.key());
            }
        }
        for (List<Outcome.Key> chunk : Sql.chunks(List.copyOf(keys), CommitSql.CHUNK)) {
            List<Object> parameters = new ArrayList<>();
            chunk.forEach(key -> {
                parameters.add(key.sender().value());
                parameters.add(key.clientId());
            });
            script.query(
                    Sql.anyOf(CommitSql.OUTCOMES, CommitSql.OUTCOME_KEY, chunk.size()),
                    parameters,
                    CommitReads::outcome,
                    outcome -> outcomes.put(outcome.key(), outcome));
        }
    }

    private void members(Script script, Set<Member.Key> wanted) {
        for (List<Member.Key> chunk : Sql.chunks(List.copyOf(wanted), CommitSql.CHUNK)) {
            List<Object> parameters = new ArrayList<>();
            chunk.forEach(key -> {
                parameters.add(key.conversation().toString());
                parameters.add(key.user().value());
            });
            script.query(
                    Sql.anyOf(CommitSql.MEMBERS, CommitSql.MEMBER_KEY, chunk.size()),
                    parameters,
                    CommitReads::member,
                    member -> members.put(member.key(), member));
        }
    }

    private Script rest() {
        Needs.Rest rest = needs.rest(tasks, heads);
        Script script = new Script();
        members(script, rest.members());
        for (List<Needs.Position> chunk : Sql.chunks(List.copyOf(rest.positions()), CommitSql.CHUNK)) {
            script.query(
                    Sql.anyOf(CommitSql.COUNTABLES, CommitSql.EVENT_KEY, chunk.size()),
                    eventKeys(chunk),
                    row -> Map.entry(
                            new Needs.Position(ConversationId.parse(text(row, 0)), number(row, 1)), number(row, 2)),
                    found -> countables.put(found.getKey(), found.getValue()));
        }
        return script;
    }

    private static List<String> texts(List<ConversationId> ids) {
        return ids.stream().map(ConversationId::toString).toList();
    }

    private List<Object> eventKeys(List<Needs.Position> positions) {
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
