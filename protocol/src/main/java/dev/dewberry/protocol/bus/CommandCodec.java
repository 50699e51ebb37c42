package dev.dewberry.protocol.bus;

import dev.dewberry.protocol.json.Fields;
import tools.jackson.core.JsonGenerator;

/// Commands as compact JSON. Unknown fields are ignored, so that the release before reads what the next
/// one writes.
public final class CommandCodec {

    private CommandCodec() {}

    public static String encode(Command command) {
        return BusJson.record(type(command), out -> writeFields(out, command));
    }

    public static Command decode(String json) {
        return read(BusJson.fields(json));
    }

    static String type(Command command) {
        if (command instanceof Command.Send) {
            return "send";
        } else if (command instanceof Command.CreateGroup) {
            return "create";
        }
        return "members";
    }

    static void writeFields(JsonGenerator out, Command command) {
        BusJson.writeOrigin(out, command.origin());
        out.writeNumberProperty("from", command.from().value());
        out.writeStringProperty("conversation", command.conversation().toString());
        out.writeStringProperty("clientId", command.clientId());
        if (command instanceof Command.Send send) {
            out.writeStringProperty("kind", send.kind());
            out.writeStringProperty("content", send.content());
        } else if (command instanceof Command.CreateGroup create) {
            out.writeStringProperty("name", create.name());
            BusJson.writeUsers(out, "users", create.members());
        } else if (command instanceof Command.ChangeMembers change) {
            out.writeStringProperty("change", change.change().name());
            BusJson.writeUsers(out, "users", change.users());
        }
    }

    static Command read(Fields fields) {
        Origin origin = BusJson.optionalOrigin(fields);
        var from = new dev.dewberry.protocol.UserId(fields.number("from"));
        var conversation = fields.conversation("conversation");
        String clientId = fields.text("clientId");
        String type = fields.text("t");
        return switch (type) {
            case "send" ->
                new Command.Send(origin, from, conversation, clientId, fields.text("kind"), fields.text("content"));
            case "create" ->
                new Command.CreateGroup(
                        origin, from, conversation, clientId, fields.text("name"), BusJson.users(fields, "users"));
            case "members" ->
                new Command.ChangeMembers(
                        origin,
                        from,
                        conversation,
                        clientId,
                        Command.Change.valueOf(fields.text("change")),
                        BusJson.users(fields, "users"));
            default -> throw new IllegalArgumentException("unknown command " + type);
        };
    }
}
