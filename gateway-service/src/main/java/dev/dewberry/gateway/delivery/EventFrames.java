package dev.dewberry.gateway.delivery;

import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.frame.Event;
import dev.dewberry.protocol.json.Json;

/// The `event` frame of a committed event. Its content is copied as it is.
final class EventFrames {

    private EventFrames() {}

    /// @param forSender whether the `clientId` is shown
    static String encode(Committed.Event event, boolean forSender) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("type", "event");
            Event.writeMembers(
                    out,
                    event.conversation().toString(),
                    event.seq(),
                    event.event(),
                    event.from(),
                    event.at(),
                    event.content(),
                    forSender ? event.clientId() : null);
            out.writeEndObject();
        });
    }
}
