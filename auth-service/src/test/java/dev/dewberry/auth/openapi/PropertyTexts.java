package dev.dewberry.auth.openapi;

import dev.dewberry.auth.account.Names;
import dev.dewberry.auth.key.KeyProperties;
import dev.dewberry.auth.password.Password;
import dev.dewberry.auth.session.SessionProperties;
import dev.dewberry.auth.session.TokenBatch;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// What types do not say about fields and parameters: bounds, which are read from the code, and meanings.
final class PropertyTexts {

    private static final String TIME = "Milliseconds since 1970 UTC.";
    private static final Map<String, Object> USER_ID =
            Map.of("pattern", "^[1-9][0-9]{0,18}$", "description", "A user's id.");

    private final Map<String, Map<String, Object>> texts = new TreeMap<>();
    private final Set<String> unused = new HashSet<>();

    PropertyTexts() {
        Map<String, Object> username =
                Map.of("pattern", "^[A-Za-z0-9._-]{3,32}$", "description", "Upper case is lowered.");
        Map<String, Object> password = length(Password.MIN, Password.MAX);
        Map<String, Object> externalId = length(1, Names.EXTERNAL_ID);
        put("AuthRegisterRequest.username", username);
        put("AuthRegisterRequest.password", password);
        put("AuthRegisterRequest.displayName", displayName());
        put("AuthLoginRequest.username", username);
        put("AuthDeviceRequest.name", length(1, constant("session.AuthController", "DEVICE_NAME")));
        put("AuthDeviceRequest.kind", length(1, constant("session.AuthController", "DEVICE_KIND")));
        put("AuthDeviceRequest.id", text("Of a device that signed in before; without its secret it counts as new."));
        put("AuthDeviceRequest.secret", text("What that device got when it signed in."));
        put(
                "AuthDeviceAnswer.secret",
                text("Given at login. Kept and shown with the id at the next login, it keeps "
                        + "the device, and strangers' failures do not hold that login up."));
        put("AuthTokensAnswer.expiresIn", text("Seconds until the access token ends."));
        put("Profile.id", USER_ID);
        put("Profile.externalId", text("For oneself and administrators."));
        put("Profile.roles", text("For oneself and administrators."));
        put("Profile.banned", text("For administrators."));
        put("OwnAccountPasswordRequest.newPassword", password);
        put("OwnAccountDeviceAnswer.createdAt", text(TIME));
        put("OwnAccountDeviceAnswer.lastSeenAt", text("When it last signed in or refreshed its token. " + TIME));
        put("OwnAccountDeviceAnswer.current", text("Whether it is the one that asks."));
        put("AdminUsersRequest.users", items(constant("admin.UserBatch", "MAX")));
        put("AdminWantedUser.username", username);
        put("AdminWantedUser.displayName", displayName());
        put("AdminWantedUser.password", with(password, "description", "Without one, the user signs in by token only."));
        put("AdminWantedUser.externalId", externalId);
        put("AdminMadeUser.id", USER_ID);
        put("AdminTokensRequest.users", items(TokenBatch.MAX));
        put("AdminTokensRequest.expiresIn", tokenLifetime());
        put("AdminMadeToken.user", USER_ID);
        put("AdminMadeToken.expiresIn", text("Seconds."));
        put("ApiKeyRequest.name", length(1, constant("admin.ApiKeyController", "NAME")));
        put("NewApiKeyAnswer.key", text("Shown this once."));
        put("ApiKeyAnswer.createdBy", text("The administrator; null where another API key made it."));
        put("ApiKeyAnswer.createdAt", text(TIME));
        put("UserController.byId.id", USER_ID);
        put(
                "UserController.search.q",
                with(
                        externalId,
                        "description",
                        "The beginning of a username or display name; " + "for administrators also of an externalId."));
        put(
                "UserController.search.limit",
                text("1-" + constant("account.UserController", "MAX_RESULTS") + "; what lies outside is cut."));
        put("AdminController.ban.id", USER_ID);
        put("AdminController.unban.id", USER_ID);
        put("ApiKeyController.list.after", text("The last id of the page before; 100 to a page."));
        unused.addAll(texts.keySet());
    }

    /// @param place `Schema.property` or `Controller.method.parameter`
    Map<String, Object> of(String place) {
        unused.remove(place);
        return texts.getOrDefault(place, Map.of());
    }

    /// What is told of something that is not there (any more).
    Set<String> unused() {
        return unused;
    }

    private void put(String place, Map<String, Object> keywords) {
        texts.put(place, new TreeMap<>(keywords));
    }

    private static Map<String, Object> displayName() {
        return with(length(1, Names.DISPLAY_NAME), "description", "The username where absent.");
    }

    private static Map<String, Object> tokenLifetime() {
        Binder defaults = new Binder(new MapConfigurationPropertySource());
        long usual = defaults.bindOrCreate("dewberry.auth.session", SessionProperties.class)
                .tokenLifetime()
                .toSeconds();
        long longest = defaults.bindOrCreate("dewberry.auth.key", KeyProperties.class)
                .longestToken()
                .toSeconds();
        return Map.of("minimum", 60, "maximum", longest, "default", usual, "description", "Seconds.");
    }

    private static Map<String, Object> text(String description) {
        return Map.of("description", description);
    }

    private static Map<String, Object> length(int min, int max) {
        return Map.of("minLength", min, "maxLength", max);
    }

    private static Map<String, Object> items(int max) {
        return Map.of("minItems", 1, "maxItems", max);
    }

    private static Map<String, Object> with(Map<String, Object> keywords, String name, Object value) {
        Map<String, Object> more = new TreeMap<>(keywords);
        more.put(name, value);
        return more;
    }

    /// A bound that the class keeps for itself.
    private static int constant(String type, String name) {
        try {
            Field field = Class.forName("dev.dewberry.auth." + type).getDeclaredField(name);
            field.setAccessible(true);
            return field.getInt(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
