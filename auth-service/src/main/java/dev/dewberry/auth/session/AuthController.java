package dev.dewberry.auth.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.dewberry.auth.account.Account;
import dev.dewberry.auth.account.Names;
import dev.dewberry.auth.account.Profile;
import dev.dewberry.auth.account.Registration;
import dev.dewberry.auth.account.Username;
import dev.dewberry.auth.password.Password;
import dev.dewberry.auth.throttle.ClientAddress;
import dev.dewberry.auth.web.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// `/api/v1/auth`: making an account, signing in and out.
@RestController
@RequestMapping("/api/v1/auth")
class AuthController {

    private static final int DEVICE_NAME = 100;
    private static final int DEVICE_KIND = 32;

    private final Registration registration;
    private final SignIn signIn;
    private final Refreshing refreshing;
    private final Sessions sessions;
    private final Clock clock;

    AuthController(Registration registration, SignIn signIn, Refreshing refreshing, Sessions sessions, Clock clock) {
        this.registration = registration;
        this.signIn = signIn;
        this.refreshing = refreshing;
        this.sessions = sessions;
        this.clock = clock;
    }

    record RegisterRequest(
            @NotNull String username,
            @NotNull String password,
            @Nullable String displayName) {}

    record RegisterAnswer(Profile user) {}

    /// @param id of a device that signed in before, with the `secret` that it got then; `null` for a new one
    record DeviceRequest(
            @NotNull String name,
            @NotNull String kind,
            @Nullable String id,
            @Nullable String secret) {}

    record LoginRequest(
            @NotNull String username,
            @NotNull String password,
            @NotNull @Valid DeviceRequest device) {}

    /// @param secret what the device shows with its `id` at its next sign-in, so that guessing strangers cannot lock
    ///     it out
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DeviceAnswer(String id, @Nullable String secret) {}

    /// @param expiresIn seconds until the access token ends
    record TokensAnswer(String accessToken, long expiresIn, String refreshToken, Profile user, DeviceAnswer device) {}

    record RefreshRequest(@NotNull String refreshToken) {}

    @PostMapping("/register")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<RegisterAnswer> register(@Valid @RequestBody RegisterRequest request) {
        return Mono.defer(() -> registration.register(
                        Username.parse(request.username()), Password.chosen(request.password()), request.displayName()))
                .map(account -> new RegisterAnswer(Profile.forAnyone(account)));
    }

    @PostMapping("/login")
    Mono<TokensAnswer> login(@Valid @RequestBody LoginRequest request, @RequestHeader HttpHeaders headers) {
        DeviceRequest device = request.device();
        return Mono.defer(() -> signIn.signIn(new SignIn.Request(
                        Username.parse(request.username()),
                        Password.claimed(request.password()),
                        Names.bounded(device.name(), "device.name", DEVICE_NAME),
                        Names.bounded(device.kind(), "device.kind", DEVICE_KIND),
                        KnownDevice.parse(device.id(), device.secret()),
                        ClientAddress.of(headers))))
                .map(result -> tokens(
                        result.accessToken(),
                        result.accessUntil(),
                        result.refreshToken(),
                        result.account(),
                        new DeviceAnswer(Long.toString(result.device()), result.deviceSecret())));
    }

    @PostMapping("/refresh")
    Mono<TokensAnswer> refresh(@Valid @RequestBody RefreshRequest request) {
        return refreshing
                .refresh(request.refreshToken())
                .map(result -> tokens(
                        result.accessToken(),
                        result.accessUntil(),
                        result.refreshToken(),
                        result.account(),
                        new DeviceAnswer(Long.toString(result.device()), null)));
    }

    @PostMapping("/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> logout(Caller.User caller) {
        return sessions.end(caller.claims().session());
    }

    private TokensAnswer tokens(String access, Instant until, String refresh, Account account, DeviceAnswer device) {
        long expiresIn = Math.max(0, Duration.between(clock.instant(), until).toSeconds());
        return new TokensAnswer(access, expiresIn, refresh, Profile.forOwner(account), device);
    }
}
