package dev.dewberry.protocol.frame;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.ProtocolException;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Fields;
import dev.dewberry.protocol.json.Json;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// Client frames from and to JSON. Thread-safe. Unknown fields are ignored.
public final class ClientFrameCodec {

    private static final int HISTORY_DEFAULT = 50;
    private static final int PAGE_MAX = 200;
    private static final int SYNC_EVENTS_MAX = 100;
    private static final int SYNC_EVENTS_DEFAULT = 20;
    private static final int STATUS_TEXT_CHARACTERS = 140;

    private ClientFrameCodec() {}

    /// @throws BadFrame what is wrong, and whether it closes the socket
    public static ClientFrame decode(String text) {
        JsonNode node = Json.tryRead(text);
        if (node == null || !node.isObject()) {
            throw BadFrame.malformed("a frame is one JSON object");
        }
        JsonNode type = node.get("type");
        if (type == null || !type.isString()) {
            throw BadFrame.malformed("a frame has a type");
        }
        Fields fields = new Fields(node);
        String id = null;
        try {
            id = fields.optionalText("id", 1, Limits.ID_CHARACTERS);
            return frame(type.stringValue(), id, fields);
        } catch (ProtocolException e) {
            throw BadFrame.of(e, id);
        }
    }

    private static ClientFrame frame(String type, @Nullable String id, Fields fields) {
        return switch (type) {
            case "hello" ->
                new ClientFrame.Hello(requestId(id), fields.text("token"), fields.flag("background", false));
            case "send" -> send(requestId(id), fields);
            case "read" -> new ClientFrame.Read(fields.conversation("conversation"), fields.seq("seq"));
            case "delivered" -> new ClientFrame.Delivered(fields.conversation("conversation"), fields.seq("seq"));
            case "typing" -> new ClientFrame.Typing(fields.conversation("conversation"), fields.flag("on"));
            case "watch" -> new ClientFrame.Watch(requestId(id), fields.users("users", Limits.WATCHED_USERS));
            case "status" -> status(fields);
            case "sync" -> sync(requestId(id), fields);
            case "history" -> history(requestId(id), fields);
            case "ping" -> new ClientFrame.Ping(id);
            default -> throw new ProtocolException(ErrorCode.UNSUPPORTED, "unknown type of frame");
        };
    }

    private static String requestId(@Nullable String id) {
        if (id == null) {
            throw Fields.bad("id", "is missing");
        }
        return id;
    }

    private static ClientFrame.Send send(String id, Fields fields) {
        Fields to = fields.object("to");
        if (to.has("user") == to.has("conversation")) {
            throw Fields.bad("to", "names either a user or a conversation");
        }
        ClientFrame.Target target = to.has("user")
                ? new ClientFrame.Target.ToUser(to.user("user"))
                : new ClientFrame.Target.ToConversation(to.conversation("conversation"));
        String clientId = fields.text("clientId", 1, Limits.ID_CHARACTERS);
        return new ClientFrame.Send(
                id, target, clientId, Content.ofClient(fields.object("content").object()));
    }

    private static ClientFrame.Status status(Fields fields) {
        String status = fields.text("status");
        if (!status.equals("online") && !status.equals("away")) {
            throw Fields.bad("status", "is neither online nor away");
        }
        return new ClientFrame.Status(status, fields.optionalText("text", 0, STATUS_TEXT_CHARACTERS));
    }

    private static ClientFrame.Sync sync(String id, Fields fields) {
        return new ClientFrame.Sync(
                id,
                fields.optionalText("cursor", 0, 1000),
                cut(fields, "events", 0, SYNC_EVENTS_DEFAULT, SYNC_EVENTS_MAX),
                cut(fields, "limit", 1, HISTORY_DEFAULT, PAGE_MAX));
    }

    private static ClientFrame.History history(String id, Fields fields) {
        return new ClientFrame.History(
                id,
                fields.conversation("conversation"),
                fields.optionalNumber("after", 0, Limits.MAX_NUMBER),
                fields.optionalNumber("before", 0, Limits.MAX_NUMBER),
                cut(fields, "limit", 1, HISTORY_DEFAULT, PAGE_MAX));
    }

    /// Limits above the maximum are cut silently; below the minimum they are wrong.
    private static int cut(Fields fields, String name, int min, int absent, int max) {
        Long value = fields.optionalNumber(name, min, Limits.MAX_NUMBER);
        return value == null ? absent : (int) Math.min(value, max);
    }

    public static String encode(ClientFrame frame) {
        if (frame instanceof ClientFrame.Hello hello) {
            return object("hello", hello.id(), out -> {
                out.writeStringProperty("token", hello.token());
                out.writeBooleanProperty("background", hello.background());
            });
        } else if (frame instanceof ClientFrame.Send send) {
            return object("send", send.id(), out -> writeSend(out, send));
        } else if (frame instanceof ClientFrame.Read read) {
            return mark("read", read.conversation().toString(), read.seq());
        } else if (frame instanceof ClientFrame.Delivered delivered) {
            return mark("delivered", delivered.conversation().toString(), delivered.seq());
        } else if (frame instanceof ClientFrame.Typing typing) {
            return object("typing", null, out -> {
                out.writeStringProperty("conversation", typing.conversation().toString());
                out.writeBooleanProperty("on", typing.on());
            });
        } else if (frame instanceof ClientFrame.Watch watch) {
            return object("watch", watch.id(), out -> writeUsers(out, "users", watch.users()));
        } else if (frame instanceof ClientFrame.Status status) {
            return object("status", null, out -> {
                out.writeStringProperty("status", status.status());
                if (status.text() != null) {
                    out.writeStringProperty("text", status.text());
                }
            });
        } else if (frame instanceof ClientFrame.Sync sync) {
            return object("sync", sync.id(), out -> {
                out.writeStringProperty("cursor", sync.cursor());
                out.writeNumberProperty("events", sync.events());
                out.writeNumberProperty("limit", sync.limit());
            });
        } else if (frame instanceof ClientFrame.History history) {
            return object("history", history.id(), out -> writeHistory(out, history));
        } else if (frame instanceof ClientFrame.Ping ping) {
            return object("ping", ping.id(), out -> {});
        }
        throw new IllegalArgumentException("unknown frame " + frame.getClass());
    }

    private static void writeSend(JsonGenerator out, ClientFrame.Send send) {
        out.writeObjectPropertyStart("to");
        if (send.to() instanceof ClientFrame.Target.ToUser to) {
            out.writeStringProperty("user", to.user().toString());
        } else if (send.to() instanceof ClientFrame.Target.ToConversation to) {
            out.writeStringProperty("conversation", to.conversation().toString());
        }
        out.writeEndObject();
        out.writeStringProperty("clientId", send.clientId());
        out.writeName("content");
        send.content().write(out);
    }

    private static void writeHistory(JsonGenerator out, ClientFrame.History history) {
        out.writeStringProperty("conversation", history.conversation().toString());
        if (history.after() != null) {
            out.writeNumberProperty("after", history.after());
        }
        if (history.before() != null) {
            out.writeNumberProperty("before", history.before());
        }
        out.writeNumberProperty("limit", history.limit());
    }

    private static String mark(String type, String conversation, long seq) {
        return object(type, null, out -> {
            out.writeStringProperty("conversation", conversation);
            out.writeNumberProperty("seq", seq);
        });
    }

    private static void writeUsers(JsonGenerator out, String name, List<UserId> users) {
        out.writeArrayPropertyStart(name);
        users.forEach(user -> out.writeString(user.toString()));
        out.writeEndArray();
    }

    private static String object(String type, @Nullable String id, Consumer<JsonGenerator> body) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("type", type);
            if (id != null) {
                out.writeStringProperty("id", id);
            }
            body.accept(out);
            out.writeEndObject();
        });
    }
}
