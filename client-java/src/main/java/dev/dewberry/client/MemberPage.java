package dev.dewberry.client;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Some of those who are in a conversation.
///
/// @param memberCount how many there are in all
/// @param next what the next page begins after; `null` where there is none
public record MemberPage(
        ConversationId conversation,
        long memberCount,
        List<Item> items,
        @Nullable UserId next) {

    /// @param role `owner`, `admin` or `member`; later servers may know others
    public record Item(UserId user, String role) {}

    static MemberPage read(Fields fields) {
        List<Item> items = new ArrayList<>();
        JsonNode list = fields.node("items");
        if (list != null) {
            list.forEach(node -> {
                Fields item = new Fields(node);
                items.add(new Item(item.user("user"), item.text("role")));
            });
        }
        return new MemberPage(
                fields.conversation("conversation"),
                fields.number("memberCount"),
                List.copyOf(items),
                fields.optionalUser("next"));
    }
}
