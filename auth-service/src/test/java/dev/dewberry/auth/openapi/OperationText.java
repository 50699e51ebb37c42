package dev.dewberry.auth.openapi;

import static dev.dewberry.protocol.ErrorCode.BAD_CREDENTIALS;
import static dev.dewberry.protocol.ErrorCode.BAD_FRAME;
import static dev.dewberry.protocol.ErrorCode.CONFLICT;
import static dev.dewberry.protocol.ErrorCode.FORBIDDEN;
import static dev.dewberry.protocol.ErrorCode.NOT_FOUND;
import static dev.dewberry.protocol.ErrorCode.RATE_LIMITED;
import static dev.dewberry.protocol.ErrorCode.REGISTRATION_CLOSED;
import static dev.dewberry.protocol.ErrorCode.UNAUTHENTICATED;
import static dev.dewberry.protocol.ErrorCode.USERNAME_TAKEN;

import dev.dewberry.protocol.ErrorCode;
import java.util.List;
import java.util.Map;

/// What a call is for, and the errors that its signature does not tell.
record OperationText(String id, String summary, List<ErrorCode> errors) {

    /// By the handler's name.
    static final Map<String, OperationText> ALL = Map.ofEntries(
            Map.entry(
                    "AuthController.register",
                    text(
                            "register",
                            "Makes an account, where registration is open.",
                            REGISTRATION_CLOSED,
                            USERNAME_TAKEN)),
            Map.entry(
                    "AuthController.login",
                    text("login", "Signs a device in.", BAD_CREDENTIALS, FORBIDDEN, RATE_LIMITED)),
            Map.entry(
                    "AuthController.refresh",
                    text("refresh", "Spends a refresh token and gives the next pair.", UNAUTHENTICATED)),
            Map.entry("AuthController.logout", text("logout", "Ends this device's session and its sockets.")),
            Map.entry("UserController.me", text("me", "One's own profile.")),
            Map.entry("UserController.byId", text("user", "A user's profile.", NOT_FOUND)),
            Map.entry("UserController.search", text("searchUsers", "Users whose names begin with a text.")),
            Map.entry(
                    "OwnAccountController.changePassword",
                    text(
                            "changePassword",
                            "Changes one's own password and signs out every other device.",
                            BAD_CREDENTIALS,
                            FORBIDDEN,
                            RATE_LIMITED)),
            Map.entry("OwnAccountController.devices", text("devices", "One's own devices that are signed in.")),
            Map.entry(
                    "OwnAccountController.signOut",
                    text("signOutDevice", "Signs one of one's devices out.", NOT_FOUND)),
            Map.entry(
                    "AdminController.makeUsers",
                    text(
                            "makeUsers",
                            "Makes accounts, all or none; a username that exists gives its id. Answers in the same order.",
                            CONFLICT)),
            Map.entry(
                    "AdminController.makeTokens",
                    text(
                            "makeTokens",
                            "Gives access tokens, all or none, each on a device of its own. Answers in the same order.",
                            NOT_FOUND)),
            Map.entry("AdminController.ban", text("banUser", "Shuts a user out and ends his sessions.", NOT_FOUND)),
            Map.entry("AdminController.unban", text("unbanUser", "Lets a user in again.", NOT_FOUND)),
            Map.entry("ApiKeyController.create", text("makeApiKey", "Makes an API key; the answer alone shows it.")),
            Map.entry(
                    "ApiKeyController.list",
                    text("apiKeys", "The API keys, the oldest first, without the keys.", BAD_FRAME)),
            Map.entry("ApiKeyController.delete", text("deleteApiKey", "Makes an API key invalid.", NOT_FOUND)));

    private static OperationText text(String id, String summary, ErrorCode... errors) {
        return new OperationText(id, summary, List.of(errors));
    }
}
