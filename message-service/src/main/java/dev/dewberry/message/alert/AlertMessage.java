package dev.dewberry.message.alert;

import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.ProtocolException;
import dev.dewberry.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What Alertmanager posts (version 4 of its webhook), as people read it.
///
/// @param clientId the same for the same news within an hour, so that what Alertmanager posts again, since it saw no
///     answer, is told once; a reminder hours later is told again
/// @param critical whether any of it is, and not over
record AlertMessage(String clientId, String text, boolean critical) {

    private static final int MOST = 20;
    private static final int CLIENT_ID_BYTES = 20;

    /// @throws ProtocolException where it is no such thing
    static AlertMessage of(String body, Instant now) {
        JsonNode posted = Json.tryRead(body);
        if (posted == null
                || !posted.path("alerts").isArray()
                || posted.path("alerts").isEmpty()) {
            throw new ProtocolException(ErrorCode.BAD_FRAME, "not what Alertmanager posts");
        }
        StringBuilder text = new StringBuilder();
        StringBuilder identity =
                new StringBuilder(now.truncatedTo(ChronoUnit.HOURS).toString());
        int count = 0;
        boolean critical = false;
        for (JsonNode alert : posted.path("alerts")) {
            identity.append('\n')
                    .append(string(alert, "fingerprint"))
                    .append(' ')
                    .append(string(alert, "status"));
            identity.append(' ').append(string(alert, "startsAt"));
            critical |= isCritical(alert);
            if (count++ < MOST) {
                append(text, alert);
            }
        }
        if (count > MOST) {
            text.append("and ").append(count - MOST).append(" more\n");
        }
        return new AlertMessage(
                hash(identity.toString()), shortened(text.toString().strip()), critical);
    }

    /// @param heldBack how many there were before it that nobody was told
    String textAfter(int heldBack) {
        return heldBack == 0
                ? text
                : shortened("There were too many alerts; " + heldBack
                        + " times some were held back, which come again if they still hold.\n" + text);
    }

    private static boolean isCritical(JsonNode alert) {
        return !isOver(alert) && string(alert.path("labels"), "severity").equals("critical");
    }

    private static boolean isOver(JsonNode alert) {
        return "resolved".equals(string(alert, "status"));
    }

    private static void append(StringBuilder text, JsonNode alert) {
        JsonNode labels = alert.path("labels");
        JsonNode annotations = alert.path("annotations");
        boolean over = isOver(alert);
        text.append(over ? "Over: " : isCritical(alert) ? "CRITICAL: " : "Warning: ");
        String summary = string(annotations, "summary");
        text.append(summary.isEmpty() ? string(labels, "alertname") : summary).append('\n');
        if (!over) {
            line(text, string(annotations, "description"));
            line(text, string(annotations, "runbook_url"));
        }
    }

    private static void line(StringBuilder text, String line) {
        if (!line.isEmpty()) {
            text.append(line).append('\n');
        }
    }

    private static String string(JsonNode node, String name) {
        @Nullable JsonNode value = node.get(name);
        return value == null || !value.isString() ? "" : value.asString();
    }

    private static String shortened(String text) {
        int characters = text.codePointCount(0, text.length());
        return characters <= Limits.TEXT_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, Limits.TEXT_CHARACTERS));
    }

    private static String hash(String identity) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return "alert-" + HexFormat.of().formatHex(hash, 0, CLIENT_ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
