package dev.dewberry.protocol.json;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.ProtocolException;
import dev.dewberry.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the members of one JSON object, strictly: what is there has the right type and size, or it is
/// a `bad_frame`. An absent member equals `null`.
public record Fields(JsonNode object) {

    public boolean has(String name) {
        return node(name) != null;
    }

    public @Nullable JsonNode node(String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? null : node;
    }

    public @Nullable String optionalText(String name, int minCharacters, int maxCharacters) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isString()) {
            throw bad(name, "is not a string");
        }
        String text = node.stringValue();
        if (hasLoneSurrogate(text)) {
            throw bad(name, "is not Unicode text");
        }
        int characters = text.codePointCount(0, text.length());
        if (characters < minCharacters || characters > maxCharacters) {
            throw bad(name, "has not " + minCharacters + " to " + maxCharacters + " characters");
        }
        return text;
    }

    public String text(String name, int minCharacters, int maxCharacters) {
        return required(name, optionalText(name, minCharacters, maxCharacters));
    }

    public String text(String name) {
        return text(name, 0, Integer.MAX_VALUE);
    }

    public @Nullable String optionalText(String name) {
        return optionalText(name, 0, Integer.MAX_VALUE);
    }

    public @Nullable Long optionalNumber(String name, long min, long max) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw bad(name, "is not a whole number");
        }
        long value = node.longValue();
        if (value < min || value > max) {
            throw bad(name, "is out of range");
        }
        return value;
    }

    public long number(String name, long min, long max) {
        return required(name, optionalNumber(name, min, max));
    }

    public long number(String name) {
        return number(name, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    public boolean flag(String name, boolean absent) {
        JsonNode node = node(name);
        if (node == null) {
            return absent;
        }
        if (!node.isBoolean()) {
            throw bad(name, "is not true or false");
        }
        return node.booleanValue();
    }

    public boolean flag(String name) {
        if (!has(name)) {
            throw bad(name, "is missing");
        }
        return flag(name, false);
    }

    public @Nullable UserId optionalUser(String name) {
        String text = optionalText(name);
        return text == null ? null : UserId.parse(text);
    }

    public UserId user(String name) {
        return UserId.parse(text(name));
    }

    public ConversationId conversation(String name) {
        return ConversationId.parse(text(name));
    }

    public long seq(String name) {
        return number(name, 0, Limits.MAX_NUMBER);
    }

    public @Nullable List<UserId> optionalUsers(String name, int max) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isArray() || node.size() > max) {
            throw bad(name, "is not an array of at most " + max + " user ids");
        }
        List<UserId> users = new ArrayList<>(node.size());
        for (JsonNode element : node) {
            if (!element.isString()) {
                throw bad(name, "has an element that is not a string");
            }
            users.add(UserId.parse(element.stringValue()));
        }
        return List.copyOf(users);
    }

    public List<UserId> users(String name, int max) {
        return required(name, optionalUsers(name, max));
    }

    public Fields object(String name) {
        JsonNode node = required(name, node(name));
        if (!node.isObject()) {
            throw bad(name, "is not an object");
        }
        return new Fields(node);
    }

    public static ProtocolException bad(String name, String what) {
        return new ProtocolException(ErrorCode.BAD_FRAME, "'" + name + "' " + what);
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw bad(name, "is missing");
        }
        return value;
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return true;
            }
        }
        return false;
    }
}
