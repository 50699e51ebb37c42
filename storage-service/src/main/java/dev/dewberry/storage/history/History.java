package dev.dewberry.storage.history;

import static dev.dewberry.database.Columns.number;
import static dev.dewberry.database.Columns.optionalNumber;

import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Pages of a log, for those who are in the conversation.
public final class History {

    /// What an answer takes besides its events; the gateway puts `type` and `id` in front.
    private static final long BYTES = Limits.SERVER_FRAME_BYTES - 4 * 1024 - 256;

    private final Database database;
    private final EventLog log;

    public History(Database database, EventLog log) {
        this.database = database;
        this.log = log;
    }

    /// The JSON object of the answer.
    ///
    /// @throws DewberryException `not_found` for those who are not in the conversation
    public Mono<String> page(
            UserId user, ConversationId conversation, @Nullable Long after, @Nullable Long before, int limit) {
        return database.with(session -> stamp(session, user, conversation).flatMap(stamp -> {
            Span span = Span.of(after, before, limit, stamp.headSeq());
            return log.page(session, conversation, stamp, span, user, BYTES)
                    .map(page -> json(conversation, page, span.more() || page.isFull()));
        }));
    }

    private static Mono<TailCache.Stamp> stamp(Session session, UserId user, ConversationId conversation) {
        record Access(TailCache.Stamp stamp, boolean member) {}
        if (conversation.isDirect() && !conversation.isDirectOf(user)) {
            return Mono.error(DewberryException::notFound);
        }
        return session.query(HistorySql.ACCESS, List.of(user.value(), conversation.toString()), row -> {
                    Long active = optionalNumber(row, 2);
                    return new Access(
                            new TailCache.Stamp(number(row, 0), number(row, 1)), active != null && active != 0);
                })
                .next()
                .filter(Access::member)
                .map(Access::stamp)
                // A direct conversation without events is empty for the two who are in it.
                .switchIfEmpty(
                        conversation.isDirect()
                                ? Mono.just(new TailCache.Stamp(0, 0))
                                : Mono.error(DewberryException::notFound));
    }

    private static String json(ConversationId conversation, EventPage page, boolean more) {
        return "{\"conversation\":\"" + conversation + "\",\"events\":" + page.toJson() + ",\"more\":" + more + "}";
    }
}
