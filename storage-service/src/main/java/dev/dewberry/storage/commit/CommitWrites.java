package dev.dewberry.storage.commit;

import dev.dewberry.database.Script;
import dev.dewberry.database.Session;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.storage.database.Sql;
import dev.dewberry.storage.plan.EventRow;
import dev.dewberry.storage.plan.Head;
import dev.dewberry.storage.plan.Member;
import dev.dewberry.storage.plan.Outcome;
import dev.dewberry.storage.plan.Plan;
import dev.dewberry.storage.plan.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Writes a plan and commits it: each table by as few statements as there are chunks, all of them in
/// one round trip unless that makes too large a packet.
final class CommitWrites {

    private final Map<Integer, Long> numbers;
    private final ToIntFunction<ConversationId> partitions;
    private final List<Script> scripts = new ArrayList<>();

    CommitWrites(Map<Integer, Long> numbers, ToIntFunction<ConversationId> partitions) {
        this.numbers = numbers;
        this.partitions = partitions;
        scripts.add(new Script());
    }

    /// To be called once.
    Mono<Void> write(Session session, Plan plan) {
        insert(CommitSql.REMEMBER_OUTCOMES, "(?,?,?,?,?,?,?)", plan.outcomes(), CommitWrites::outcome);
        insertChunks(
                CommitSql.APPEND_EVENTS,
                "(?,?,?,?,?,?,?,?,?,?,?)",
                Sql.chunks(
                        plan.events(), CommitSql.CHUNK, event -> event.content().length(), CommitSql.CHUNK_CHARACTERS),
                this::event);
        insert(CommitSql.WRITE_HEADS, "(?,?,?,?,?,?,?,?,?,?)", plan.heads(), this::head);
        insert(CommitSql.TOUCH_HEADS, "?", plan.touched(), id -> List.of(id.toString()));
        insert(CommitSql.WRITE_MONTHS, "(?,?,?)", plan.months(), CommitWrites::month);
        insert(CommitSql.WRITE_MEMBERS, CommitSql.MEMBER_ROW, plan.members(), this::member);
        insert(CommitSql.WRITE_READERS, CommitSql.MEMBER_ROW, plan.readers(), this::reader);
        scripts.getLast().run("COMMIT");
        return Flux.fromIterable(scripts).concatMap(session::run).then();
    }

    private <T> void insert(String statement, String row, List<T> rows, Function<T, List<?>> values) {
        insertChunks(statement, row, Sql.chunks(rows, CommitSql.CHUNK), values);
    }

    private <T> void insertChunks(String statement, String row, List<List<T>> chunks, Function<T, List<?>> values) {
        for (List<T> chunk : chunks) {
            List<Object> parameters = new ArrayList<>();
            chunk.forEach(element -> parameters.addAll(values.apply(element)));
            if (scripts.getLast().size() > CommitSql.CHUNK_CHARACTERS) {
                scripts.add(new Script());
            }
            scripts.getLast().run(Sql.rows(statement, row, chunk.size()), parameters);
        }
    }

    private static List<?> outcome(Outcome outcome) {
        return List.of(
                outcome.key().sender().value(),
                outcome.key().clientId(),
                outcome.fingerprint(),
                outcome.conversation().toString(),
                outcome.seq(),
                outcome.event(),
                outcome.at());
    }

    private List<?> event(EventRow event) {
        return List.of(
                event.conversation().toString(),
                event.seq(),
                event.at(),
                event.id(),
                Session.Null.orNumber(event.from() == null ? null : event.from().value()),
                Session.Null.orText(event.clientId()),
                event.content(),
                event.countable(),
                event.version(),
                event.partition(),
                number(event.partition()));
    }

    private List<?> head(Head head) {
        int partition = partitions.applyAsInt(head.id());
        return List.of(
                head.id().toString(),
                head.kind(),
                Session.Null.orText(head.name()),
                head.seq(),
                head.at(),
                head.countable(),
                head.version(),
                head.memberCount(),
                partition,
                number(partition));
    }

    private static List<?> month(Plan.FirstOfMonth month) {
        return List.of(month.conversation().toString(), month.month(), month.firstSeq());
    }

    private List<?> member(Member member) {
        int partition = partitions.applyAsInt(member.conversation());
        return List.of(
                member.conversation().toString(),
                member.user().value(),
                member.role().wire(),
                member.active() ? 1 : 0,
                member.joinedSeq(),
                member.delivered(),
                member.read(),
                member.readCountable(),
                partition,
                number(partition));
    }

    private List<?> reader(Plan.ReaderMark mark) {
        int partition = partitions.applyAsInt(mark.member().conversation());
        return List.of(
                mark.member().conversation().toString(),
                mark.member().user().value(),
                Role.MEMBER.wire(),
                1,
                1L,
                mark.seq(),
                mark.seq(),
                mark.countable(),
                partition,
                number(partition));
    }

    private long number(int partition) {
        return Objects.requireNonNull(numbers.get(partition), "a conversation of a partition that is not in the batch");
    }
}
