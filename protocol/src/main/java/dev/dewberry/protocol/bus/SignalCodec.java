package dev.dewberry.protocol.bus;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Fields;
import tools.jackson.core.JsonGenerator;

/// Signals as compact JSON. Unknown fields are ignored.
public final class SignalCodec {

    private SignalCodec() {}

    public static String encode(Signal signal) {
        return BusJson.record(signal instanceof Signal.Marks ? "marks" : "typing", out -> writeFields(out, signal));
    }

    static void writeFields(JsonGenerator out, Signal signal) {
        out.writeNumberProperty("user", signal.user().value());
        out.writeStringProperty("conversation", signal.conversation().toString());
        if (signal instanceof Signal.Marks marks) {
            out.writeNumberProperty("delivered", marks.delivered());
            out.writeNumberProperty("read", marks.read());
        } else if (signal instanceof Signal.Typing typing) {
            out.writeBooleanProperty("on", typing.on());
        }
    }

    public static Signal decode(String json) {
        Fields fields = BusJson.fields(json);
        String type = fields.text("t");
        return switch (type) {
            case "marks" -> marks(fields);
            case "typing" ->
                new Signal.Typing(
                        new UserId(fields.number("user")), fields.conversation("conversation"), fields.flag("on"));
            default -> throw new IllegalArgumentException("unknown signal " + type);
        };
    }

    static Signal.Marks marks(Fields fields) {
        return new Signal.Marks(
                new UserId(fields.number("user")),
                fields.conversation("conversation"),
                fields.number("delivered"),
                fields.number("read"));
    }
}
