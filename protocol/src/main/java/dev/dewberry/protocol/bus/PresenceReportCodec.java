package dev.dewberry.protocol.bus;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Fields;

/// Presence reports as compact JSON. Unknown fields are ignored.
public final class PresenceReportCodec {

    private PresenceReportCodec() {}

    public static String encode(PresenceReport report) {
        return BusJson.record("presence", out -> {
            out.writeStringProperty("gateway", report.gateway());
            out.writeNumberProperty("user", report.user().value());
            out.writeStringProperty("status", report.status());
            if (report.text() != null) {
                out.writeStringProperty("text", report.text());
            }
            out.writeNumberProperty("at", report.at());
        });
    }

    public static PresenceReport decode(String json) {
        Fields fields = BusJson.fields(json);
        return new PresenceReport(
                fields.text("gateway"),
                new UserId(fields.number("user")),
                fields.text("status"),
                fields.optionalText("text"),
                fields.number("at"));
    }
}
