package dev.dewberry.storage.history;

import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import dev.dewberry.storage.hot.HotLists;
import dev.dewberry.storage.hot.HotLists.Access;
import dev.dewberry.storage.hot.Membership;
import dev.dewberry.storage.hot.Membership.Stamp;
import dev.dewberry.storage.hot.Moment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Pages of a log, for those who are in the conversation.
public final class History {

    /// What an answer takes besides its events; the gateway puts `type` and `id` in front.
    private static final long BYTES = Limits.SERVER_FRAME_BYTES - 4 * 1024 - 256;

    private final Database database;
    private final HotLists hot;
    private final EventLog log;

    public History(Database database, HotLists hot, EventLog log) {
        this.database = database;
        this.hot = hot;
        this.log = log;
    }

    /// The JSON object of the answer.
    ///
    /// @throws DewberryException `not_found` for those who are not in the conversation
    public Mono<String> page(
            UserId user, ConversationId conversation, @Nullable Long after, @Nullable Long before, int limit) {
        // Who scrolls back has the newest page already, and who leaps into an old log is followed by few: that is not
        // made hot, which would be a statement and a script more than it takes to read it.
        return stamp(user, conversation, before == null).flatMap(stamp -> {
            Span span = Span.of(after, before, limit, stamp.headSeq());
            return log.page(conversation, stamp, span, user, BYTES)
                    .map(page -> json(conversation, page, span.more() || page.isFull()));
        });
    }

    private Mono<Stamp> stamp(UserId user, ConversationId conversation, boolean keep) {
        if (conversation.isDirect() && !conversation.isDirectOf(user)) {
            return Mono.error(DewberryException::notFound);
        }
        return hot.access(user, conversation)
                .flatMap(look -> switch (look) {
                    case HotLists.Look.Hit<Access>(Access access) -> Mono.just(access);
                    case HotLists.Look.Miss<Access>(HotLists.Permit permit) ->
                        read(user, conversation, keep ? permit : null);
                })
                .filter(Access::member)
                .map(Access::stamp)
                // A direct conversation without events is empty for the two who are in it.
                .switchIfEmpty(
                        conversation.isDirect() ? Mono.just(new Stamp(0, 0)) : Mono.error(DewberryException::notFound));
    }

    private Mono<Access> read(UserId user, ConversationId conversation, HotLists.@Nullable Permit permit) {
        return database.with(session -> permit == null
                        ? membership(session, user, conversation)
                        : Moment.read(session)
                                .flatMap(before -> membership(session, user, conversation)
                                        .doOnNext(found -> hot.put(permit, before, null, List.of(own(user, found))))))
                .map(found -> new Access(found.stamp(), found.active()));
    }

    private static Mono<Membership> membership(Session session, UserId user, ConversationId conversation) {
        return session.query(HistorySql.ACCESS, List.of(user.value(), conversation.toString()), Membership::of)
                .next();
    }

    private static HotLists.Read own(UserId user, Membership membership) {
        return new HotLists.Read(membership, false, List.of(new HotLists.Sitting(user, membership.own())));
    }

    private static String json(ConversationId conversation, EventPage page, boolean more) {
        return "{\"conversation\":\"" + conversation + "\",\"events\":" + page.toJson() + ",\"more\":" + more + "}";
    }
}
