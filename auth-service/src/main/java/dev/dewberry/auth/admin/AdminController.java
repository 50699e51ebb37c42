package dev.dewberry.auth.admin;

import dev.dewberry.auth.account.Names;
import dev.dewberry.auth.account.Username;
import dev.dewberry.auth.password.Password;
import dev.dewberry.auth.session.TokenBatch;
import dev.dewberry.auth.web.Caller;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.UserId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// `/api/v1/admin`: users and tokens in batches, and shutting users out.
@RestController
@RequestMapping("/api/v1/admin")
class AdminController {

    private final UserBatch users;
    private final TokenBatch tokens;
    private final Banning banning;

    AdminController(UserBatch users, TokenBatch tokens, Banning banning) {
        this.users = users;
        this.tokens = tokens;
        this.banning = banning;
    }

    record WantedUser(
            @NotNull String username,
            @Nullable String displayName,
            @Nullable String password,
            @Nullable String externalId) {

        UserBatch.Wanted wanted() {
            Username name = Username.parse(username);
            return new UserBatch.Wanted(
                    name,
                    displayName == null ? name.value() : Names.displayName(displayName),
                    password == null ? null : Password.chosen(password),
                    externalId == null ? null : Names.externalId(externalId));
        }
    }

    record UsersRequest(@NotNull @Valid List<@NotNull WantedUser> users) {}

    record MadeUser(String id, String username, @Nullable String externalId) {}

    record UsersAnswer(List<MadeUser> users) {}

    /// @param expiresIn seconds
    record TokensRequest(
            @NotNull List<@NotNull String> users, @Nullable Long expiresIn) {}

    /// @param expiresIn seconds
    record MadeToken(String user, String accessToken, long expiresIn) {}

    record TokensAnswer(List<MadeToken> tokens) {}

    @PostMapping("/users:batch")
    Mono<UsersAnswer> makeUsers(Caller.Administrator caller, @Valid @RequestBody UsersRequest request) {
        checkSize(request.users(), UserBatch.MAX);
        return users.make(request.users().stream().map(WantedUser::wanted).toList())
                .map(made -> new UsersAnswer(made.stream()
                        .map(one ->
                                new MadeUser(one.id().toString(), one.username().value(), one.externalId()))
                        .toList()));
    }

    @PostMapping("/tokens:batch")
    Mono<TokensAnswer> makeTokens(Caller.Administrator caller, @Valid @RequestBody TokensRequest request) {
        checkSize(request.users(), TokenBatch.MAX);
        Long expiresIn = request.expiresIn();
        return tokens.issue(
                        request.users().stream().map(UserId::parse).toList(),
                        expiresIn == null ? null : Duration.ofSeconds(expiresIn))
                .map(made -> new TokensAnswer(made.stream()
                        .map(one -> new MadeToken(
                                one.user().toString(),
                                one.accessToken(),
                                one.expiresIn().toSeconds()))
                        .toList()));
    }

    @PutMapping("/users/{id}/ban")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> ban(Caller.Administrator caller, @PathVariable String id) {
        UserId user = UserId.parse(id);
        if (user.equals(caller.user())) {
            throw DewberryException.badFrame("you cannot ban yourself");
        }
        return banning.ban(user);
    }

    @DeleteMapping("/users/{id}/ban")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> unban(Caller.Administrator caller, @PathVariable String id) {
        return banning.unban(UserId.parse(id));
    }

    private static void checkSize(List<?> users, int max) {
        if (users.isEmpty() || users.size() > max) {
            throw DewberryException.badFrame("users has 1-" + max + " entries");
        }
    }
}
