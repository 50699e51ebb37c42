package dev.dewberry.storage.sync;

import dev.dewberry.protocol.frame.ConversationItem.MemberMark;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.hot.Listing;
import dev.dewberry.storage.hot.Membership;

/// One conversation of `conversations`.
final class ItemJson {

    private ItemJson() {}

    /// @param events a JSON array
    static String of(Listing listing, String events) {
        Membership membership = listing.membership();
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("conversation", membership.conversation().toString());
            if (!membership.active()) {
                out.writeBooleanProperty("left", true);
                out.writeEndObject();
                return;
            }
            out.writeStringProperty("kind", membership.kind());
            if (membership.name() == null) {
                out.writeNullProperty("name");
            } else {
                out.writeStringProperty("name", membership.name());
            }
            out.writeNumberProperty("headSeq", membership.stamp().headSeq());
            out.writeNumberProperty("readSeq", membership.own().read());
            out.writeNumberProperty("deliveredSeq", membership.own().delivered());
            out.writeNumberProperty("unread", membership.unread());
            out.writeArrayPropertyStart("marks");
            for (MemberMark mark : listing.marks()) {
                out.writeStartObject();
                out.writeStringProperty("user", mark.user().toString());
                out.writeNumberProperty("delivered", mark.delivered());
                out.writeNumberProperty("read", mark.read());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeName("events");
            out.writeRawValue(events);
            out.writeEndObject();
        });
    }
}
