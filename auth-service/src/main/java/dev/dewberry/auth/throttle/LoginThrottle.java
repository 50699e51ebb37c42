package dev.dewberry.auth.throttle;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.time.Counter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Slows down those who guess passwords: by username, and by the client's address where it is truly known. A device
/// that proves that it signed in before is counted by itself, so that guessing strangers never lock it out; who stole
/// such a device's secret is slowed down just as well. Thread-safe.
@Component
public class LoginThrottle {

    private final FailureCounter users;
    private final FailureCounter devices;
    private final FailureCounter addresses;

    public LoginThrottle(ThrottleProperties properties, Counter counter) {
        users = new FailureCounter(properties.user().rule(), properties.entries(), counter);
        devices = new FailureCounter(properties.device().rule(), properties.entries(), counter);
        addresses = new FailureCounter(properties.address().rule(), properties.entries(), counter);
    }

    /// Who tries.
    ///
    /// @param knownDevice the device's id where it proved that it is the user's
    /// @param address `null` where nobody can tell
    public record Attempt(
            String username,
            @Nullable Long knownDevice,
            @Nullable String address) {}

    /// @throws DewberryException `rate_limited` where the attempt comes too early; no password must be looked at then
    public void check(Attempt attempt) {
        Duration wait = wait(attempt);
        if (wait.isPositive()) {
            throw DewberryException.rateLimited(wait);
        }
    }

    public void failed(Attempt attempt) {
        Long device = attempt.knownDevice();
        if (device != null) {
            devices.failed(device.toString());
            return;
        }
        users.failed(attempt.username());
        String address = attempt.address();
        if (address != null) {
            addresses.failed(address);
        }
    }

    /// The address keeps its failures: one own account must not buy free guesses at others.
    public void succeeded(Attempt attempt) {
        Long device = attempt.knownDevice();
        if (device != null) {
            devices.forget(device.toString());
        } else {
            users.forget(attempt.username());
        }
    }

    private Duration wait(Attempt attempt) {
        Long device = attempt.knownDevice();
        if (device != null) {
            return devices.attempt(device.toString());
        }
        String address = attempt.address();
        Duration byAddress = address == null ? Duration.ZERO : addresses.attempt(address);
        return byAddress.isPositive() ? byAddress : users.attempt(attempt.username());
    }
}
