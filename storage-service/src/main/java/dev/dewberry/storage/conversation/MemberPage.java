package dev.dewberry.storage.conversation;

import static dev.dewberry.database.Columns.flag;
import static dev.dewberry.database.Columns.number;
import static dev.dewberry.database.Columns.text;

import dev.dewberry.database.Database;
import dev.dewberry.database.Session;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// The members of a conversation a page at a time, in the order of their ids, for those who are in it:
/// groups above 100 members have no other way to be looked at whole.
public final class MemberPage {

    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 500;

    /// The caller's own row, and how many there are.
    public static final String ACCESS = "SELECT c.member_count, m.active FROM conversation c"
            + " JOIN member m ON m.conversation = c.id AND m.user = ? WHERE c.id = ?";

    /// Along the primary key. The other index begins with the user, and would go through all of a
    /// user's conversations.
    public static final String PAGE = "SELECT user, role FROM member FORCE INDEX (PRIMARY)"
            + " WHERE conversation = ? AND user > ? AND active = TRUE ORDER BY user LIMIT ?";

    private static final String MEMBER = "member";

    private final Database database;

    public MemberPage(Database database) {
        this.database = database;
    }

    private record Item(long user, String role) {}

    /// `{conversation, memberCount, items, next}`.
    ///
    /// @param after the last user of the page before; `null` begins with the first
    /// @param limit cut silently, as everywhere
    /// @throws DewberryException `not_found` for those who are not in the conversation
    public Mono<String> json(UserId caller, ConversationId conversation, @Nullable Long after, @Nullable Long limit) {
        long above = after == null ? 0 : after;
        int most = limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
        if (conversation.isDirect()) {
            return conversation.isDirectOf(caller)
                    ? Mono.just(direct(conversation, above, most))
                    : Mono.error(DewberryException::notFound);
        }
        return database.with(session -> count(session, caller, conversation)
                .flatMap(count ->
                        page(session, conversation, above, most).map(found -> json(conversation, count, found, most))));
    }

    private static Mono<Long> count(Session session, UserId caller, ConversationId conversation) {
        record Access(long memberCount, boolean active) {}
        return session.query(
                        ACCESS,
                        List.of(caller.value(), conversation.toString()),
                        row -> new Access(number(row, 0), flag(row, 1)))
                .next()
                .filter(Access::active)
                .map(Access::memberCount)
                .switchIfEmpty(Mono.error(DewberryException::notFound));
    }

    /// One more than asked for, which tells whether there is a next page.
    private static Mono<List<Item>> page(Session session, ConversationId conversation, long above, int most) {
        return session.query(
                        PAGE,
                        List.of(conversation.toString(), above, most + 1),
                        row -> new Item(number(row, 0), text(row, 1)))
                .collectList();
    }

    /// Who is in a direct conversation is in its id, also before its first event.
    private static String direct(ConversationId conversation, long above, int most) {
        List<UserId> users = conversation.directUsers();
        List<Item> found = users.stream()
                .filter(user -> user.value() > above)
                .map(user -> new Item(user.value(), MEMBER))
                .toList();
        return json(conversation, users.size(), found, most);
    }

    private static String json(ConversationId conversation, long memberCount, List<Item> found, int most) {
        List<Item> items = found.subList(0, Math.min(most, found.size()));
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("conversation", conversation.toString());
            out.writeNumberProperty("memberCount", memberCount);
            out.writeArrayPropertyStart("items");
            for (Item item : items) {
                out.writeStartObject();
                out.writeStringProperty("user", Long.toString(item.user()));
                out.writeStringProperty("role", item.role());
                out.writeEndObject();
            }
            out.writeEndArray();
            if (found.size() > items.size()) {
                out.writeStringProperty("next", Long.toString(items.getLast().user()));
            } else {
                out.writeNullProperty("next");
            }
            out.writeEndObject();
        });
    }
}
