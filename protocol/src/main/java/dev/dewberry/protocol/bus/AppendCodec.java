package dev.dewberry.protocol.bus;

import dev.dewberry.protocol.json.Fields;

/// Appends as compact JSON: the command's or the marks' own form, with the version beside it. Unknown
/// fields are ignored.
public final class AppendCodec {

    private AppendCodec() {}

    public static String encode(Append append) {
        if (append instanceof Append.Apply apply) {
            return BusJson.record(CommandCodec.type(apply.command()), out -> {
                CommandCodec.writeFields(out, apply.command());
                out.writeNumberProperty("version", apply.version());
            });
        }
        return SignalCodec.encode(((Append.Mark) append).marks());
    }

    public static Append decode(String json) {
        Fields fields = BusJson.fields(json);
        return fields.text("t").equals("marks")
                ? new Append.Mark(SignalCodec.marks(fields))
                : new Append.Apply(CommandCodec.read(fields), fields.number("version"));
    }
}
