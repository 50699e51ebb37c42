package dev.dewberry.storage.plan;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Tells whether a repeated command is the same as the first one, without keeping its content. Keyed,
/// because a plain hash of a short text can be found by trying. Not thread-safe: the commit loop is
/// one.
public final class Fingerprints {

    /// Half of a SHA-256: nobody gains anything by a collision with himself.
    public static final int BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";
    private final Mac mac;

    public Fingerprints(byte[] key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    byte[] of(Command command) {
        String said = switch (command) {
            case Command.Send send -> "send\n" + send.conversation() + "\n" + Json.canonical(Json.read(send.content()));
            // Not the conversation: a repeated creation comes with another new number.
            case Command.CreateGroup group -> "group\n" + sorted(group.members()) + "\n" + group.name();
            case Command.ChangeMembers change ->
                "members\n" + change.conversation() + "\n" + change.change() + "\n" + sorted(change.users());
        };
        byte[] whole = mac.doFinal(said.getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(whole, BYTES);
    }

    private static String sorted(List<UserId> users) {
        return users.stream().distinct().sorted().map(UserId::toString).collect(Collectors.joining(","));
    }
}
