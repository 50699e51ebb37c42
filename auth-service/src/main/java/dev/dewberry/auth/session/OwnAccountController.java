package dev.dewberry.auth.session;

import dev.dewberry.auth.password.Password;
import dev.dewberry.auth.throttle.ClientAddress;
import dev.dewberry.auth.web.Caller;
import dev.dewberry.platform.error.DewberryException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// `/api/v1/users/me/…`: one's own password and devices.
@RestController
@RequestMapping("/api/v1/users/me")
class OwnAccountController {

    private final PasswordChange passwordChange;
    private final Sessions sessions;

    OwnAccountController(PasswordChange passwordChange, Sessions sessions) {
        this.passwordChange = passwordChange;
        this.sessions = sessions;
    }

    record PasswordRequest(
            @NotNull String currentPassword, @NotNull String newPassword) {}

    /// @param createdAt milliseconds since 1970 UTC
    /// @param lastSeenAt when it last signed in or refreshed its token
    /// @param current whether it is the one that asks
    record DeviceAnswer(String id, String name, String kind, long createdAt, long lastSeenAt, boolean current) {}

    record DevicesAnswer(List<DeviceAnswer> devices) {}

    @PutMapping("/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> changePassword(
            Caller.User caller, @Valid @RequestBody PasswordRequest request, @RequestHeader HttpHeaders headers) {
        return passwordChange.change(
                caller.claims(),
                Password.claimed(request.currentPassword()),
                Password.chosen(request.newPassword()),
                ClientAddress.of(headers));
    }

    @GetMapping("/devices")
    Mono<DevicesAnswer> devices(Caller.User caller) {
        return sessions.devices(caller.id())
                .map(devices -> new DevicesAnswer(
                        devices.stream().map(device -> answer(device, caller)).toList()));
    }

    @DeleteMapping("/devices/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> signOut(Caller.User caller, @PathVariable String id) {
        if (!id.matches("[1-9][0-9]{0,17}")) {
            throw DewberryException.badFrame("not a device id");
        }
        return sessions.signOut(caller.id(), Long.parseLong(id));
    }

    private static DeviceAnswer answer(Device device, Caller.User caller) {
        return new DeviceAnswer(
                Long.toString(device.id()),
                device.name(),
                device.kind(),
                device.created().toEpochMilli(),
                device.lastSeen().toEpochMilli(),
                device.session() == caller.claims().session());
    }
}
