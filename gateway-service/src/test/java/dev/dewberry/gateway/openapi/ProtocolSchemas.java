package dev.dewberry.gateway.openapi;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.Event;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// JSON Schemas of the protocol's records, from their components, and of the few objects around them.
final class ProtocolSchemas {

    private static final String ID_PATTERN = "[1-9][0-9]{0,18}";

    /// Written as `null` rather than left out.
    private static final Set<String> NULL_IS_WRITTEN = Set.of("Event.from", "ConversationItem.name");

    /// Of a frame only, or of conversations that were left, which the list does not have.
    private static final Set<String> NOT_BY_REST = Set.of("ConversationItem.firstSeq", "ConversationItem.left");

    /// Empty ones are left out.
    private static final Set<String> NOT_ALWAYS = Set.of("Text.mentions");

    private final Map<String, Object> schemas = new TreeMap<>();

    Map<String, Object> all() {
        schemas.put("UserId", pattern("^" + ID_PATTERN + "$"));
        schemas.put("ConversationId", pattern("^(g:" + ID_PATTERN + "|d:" + ID_PATTERN + ":" + ID_PATTERN + ")$"));
        schemas.put("ClientId", clientId());
        for (Class<?> record : List.of(
                Event.class,
                ConversationItem.class,
                ConversationItem.MemberMark.class,
                Content.Text.class,
                Content.Custom.class,
                Content.Member.class,
                Content.Group.class,
                Content.Gone.class)) {
            schemas.put(record.getSimpleName(), object(record));
        }
        schemas.put("SentContent", oneOf("What a client may send.", "Text", "Custom"));
        schemas.put(
                "Content",
                oneOf("What a client may see; other kinds may come.", "Text", "Custom", "Member", "Group", "Gone"));
        answers();
        bounds();
        return schemas;
    }

    private void answers() {
        schemas.put(
                "Conversations",
                object(Map.of(
                        "items",
                        list("ConversationItem"),
                        "next",
                        nullableText("The `before` of the next page; null where there is none."))));
        Map<String, Object> role = type("string");
        role.put("description", "`owner`, `admin` or `member`.");
        schemas.put("MemberRole", object(Map.of("user", ref("UserId"), "role", role)));
        schemas.put(
                "Members",
                object(Map.of(
                        "conversation",
                        ref("ConversationId"),
                        "memberCount",
                        type("integer"),
                        "items",
                        list("MemberRole"),
                        "next",
                        nullableText("The `after` of the next page; null where there is none."))));
        schemas.put(
                "Events",
                object(Map.of(
                        "conversation", ref("ConversationId"),
                        "events", list("Event"),
                        "more", type("boolean"))));
        schemas.put("Send", object(Map.of("clientId", ref("ClientId"), "content", ref("SentContent"))));
        schemas.put(
                "Ack",
                object(
                        Map.of(
                                "conversation", ref("ConversationId"),
                                "seq", type("integer"),
                                "event", type("string"),
                                "at", type("integer"),
                                "duplicate", type("boolean")),
                        "duplicate"));
        Map<String, Object> members = list("UserId");
        members.put("maxItems", Limits.GROUP_MEMBERS);
        schemas.put(
                "NewGroup",
                object(
                        Map.of(
                                "name",
                                text(1, Limits.GROUP_NAME_CHARACTERS),
                                "members",
                                members,
                                "clientId",
                                ref("ClientId")),
                        "clientId"));
        schemas.put("GroupMade", object(Map.of("conversation", ref("ConversationId"))));
    }

    private void bounds() {
        property("Text", "text").putAll(text(1, Limits.TEXT_CHARACTERS));
        property("Text", "mentions").put("maxItems", Limits.MENTIONS);
        property("Text", "format").put("enum", List.of("plain", "markdown"));
        property("Text", "replyTo").put("minimum", 1);
        property("Text", "expiresIn").put("minimum", 1);
        property("Custom", "name").putAll(text(1, 64));
        Map<String, Object> data = property("Custom", "data");
        data.put("type", "object");
        data.put("description", "At most " + Limits.CUSTOM_BYTES + " bytes as compact JSON.");
        property("Event", "clientId").put("description", "Seen by the sender alone.");
        property("Event", "at").put("description", "Milliseconds since 1970 UTC.");
        property("ConversationItem", "events").put("description", "The newest one.");
        property("ConversationItem", "kind").put("description", "`direct`, `group` or `channel`.");
        property("Ack", "duplicate")
                .put("description", "This clientId was committed before; the numbers are the first ones.");
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> property(String schema, String name) {
        var properties = (Map<String, Object>) ((Map<String, Object>) schemas.get(schema)).get("properties");
        return (Map<String, Object>) properties.get(name);
    }

    private static Map<String, Object> object(Class<?> record) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        if (Content.class.isAssignableFrom(record)) {
            properties.put("kind", Map.of("const", record.getSimpleName().toLowerCase(java.util.Locale.ROOT)));
            required.add("kind");
        }
        for (RecordComponent component : record.getRecordComponents()) {
            String place = record.getSimpleName() + "." + component.getName();
            if (NOT_BY_REST.contains(place)) {
                continue;
            }
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            Map<String, Object> property = of(component.getGenericType());
            if (NULL_IS_WRITTEN.contains(place)) {
                property = new LinkedHashMap<>(Map.of("anyOf", List.of(property, type("null"))));
            }
            properties.put(component.getName(), property);
            if ((!nullable || NULL_IS_WRITTEN.contains(place)) && !NOT_ALWAYS.contains(place)) {
                required.add(component.getName());
            }
        }
        return object(properties, required);
    }

    private static Map<String, Object> of(Type type) {
        if (type == String.class) {
            return type("string");
        }
        if (type == long.class || type == Long.class || type == Integer.class) {
            return type("integer");
        }
        if (type == boolean.class) {
            return type("boolean");
        }
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            Map<String, Object> schema = type("array");
            schema.put("items", of(list.getActualTypeArguments()[0]));
            return schema;
        }
        Class<?> named = (Class<?>) type;
        if (List.of(UserId.class, ConversationId.class, Content.class).contains(named) || named.isRecord()) {
            return ref(named.getSimpleName());
        }
        throw new IllegalStateException("no schema for " + type);
    }

    /// @param optional the properties that may be absent
    private static Map<String, Object> object(Map<String, ?> properties, String... optional) {
        List<String> required = new ArrayList<>(new TreeMap<>(properties).keySet());
        required.removeAll(Arrays.asList(optional));
        return object(new TreeMap<>(properties), required);
    }

    private static Map<String, Object> object(Map<String, ?> properties, List<String> required) {
        Map<String, Object> schema = type("object");
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("properties", properties);
        return schema;
    }

    private static Map<String, Object> clientId() {
        Map<String, Object> schema = text(1, Limits.ID_CHARACTERS);
        schema.put("description", "The client's own name of this one send, for ever; a repetition changes nothing.");
        return schema;
    }

    private static Map<String, Object> nullableText(String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", List.of("string", "null"));
        schema.put("description", description);
        return schema;
    }

    private static Map<String, Object> oneOf(String description, String... names) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", description);
        schema.put("oneOf", Arrays.stream(names).map(ProtocolSchemas::ref).toList());
        return schema;
    }

    private static Map<String, Object> list(String name) {
        Map<String, Object> schema = type("array");
        schema.put("items", ref(name));
        return schema;
    }

    private static Map<String, Object> text(int min, int max) {
        Map<String, Object> schema = type("string");
        schema.put("minLength", min);
        schema.put("maxLength", max);
        return schema;
    }

    private static Map<String, Object> pattern(String pattern) {
        Map<String, Object> schema = type("string");
        schema.put("pattern", pattern);
        return schema;
    }

    private static Map<String, Object> type(String type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        return schema;
    }

    static Map<String, Object> ref(String name) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$ref", "#/components/schemas/" + name);
        return schema;
    }
}
