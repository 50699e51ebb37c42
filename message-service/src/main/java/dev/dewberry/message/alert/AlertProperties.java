package dev.dewberry.message.alert;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// Where alerts are told. Nowhere, unless all three are set.
///
/// @param token what Alertmanager shows as a bearer token, 32 characters at least
/// @param sender id of the account that tells them, a member of the conversation
/// @param conversation id of the conversation
@ConfigurationProperties("dewberry.message.alerts")
public record AlertProperties(
        @Nullable String token,
        @Nullable String sender,
        @Nullable String conversation) {

    private static final int SHORTEST_TOKEN = 32;

    public AlertProperties {
        if (isSet(token) != isSet(sender) || isSet(sender) != isSet(conversation)) {
            throw new IllegalArgumentException("alerts want a token, a sender and a conversation, or none of them");
        }
        if (token != null && isSet(token)) {
            if (token.strip().length() < SHORTEST_TOKEN) {
                throw new IllegalArgumentException("the token for alerts has to have 32 characters at least");
            }
            ConversationId.parse(Objects.requireNonNull(conversation));
            UserId.parse(Objects.requireNonNull(sender));
        }
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isBlank();
    }

    public boolean enabled() {
        return isSet(token);
    }

    /// Compared in a time that tells nothing of the token.
    boolean isToken(String shown) {
        return token != null
                && MessageDigest.isEqual(
                        token.strip().getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    UserId from() {
        return UserId.parse(Objects.requireNonNull(sender));
    }

    ConversationId to() {
        return ConversationId.parse(Objects.requireNonNull(conversation));
    }

    /// Without the token.
    @Override
    public String toString() {
        return "AlertProperties[sender=" + sender + ", conversation=" + conversation + "]";
    }
}
