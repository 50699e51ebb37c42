package dev.dewberry.auth.throttle;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How failures to sign in slow down further attempts.
///
/// @param user failures of one username, by strangers
/// @param device failures of a device that knows its secret
/// @param address failures from one client's address, behind which a whole school may sit
/// @param entries remembered names, devices and addresses each; the least recently seen are forgotten first
@Validated
@ConfigurationProperties("dewberry.auth.throttle")
public record ThrottleProperties(
        @DefaultValue UserRule user,
        @DefaultValue DeviceRule device,
        @DefaultValue AddressRule address,
        @DefaultValue("20000") @Min(100) int entries) {

    /// @param free failures without any delay
    /// @param forgetEvery after this time one failure is forgotten
    /// @param firstDelay after the first failure past the free ones; doubles with each more
    /// @param maxDelay where the doubling ends
    public record Rule(int free, Duration forgetEvery, Duration firstDelay, Duration maxDelay) {}

    public record UserRule(
            @DefaultValue("5") int free,
            @DefaultValue("5m") Duration forgetEvery,
            @DefaultValue("1s") Duration firstDelay,
            @DefaultValue("5m") Duration maxDelay) {

        Rule rule() {
            return new Rule(free, forgetEvery, firstDelay, maxDelay);
        }
    }

    public record DeviceRule(
            @DefaultValue("5") int free,
            @DefaultValue("1m") Duration forgetEvery,
            @DefaultValue("1s") Duration firstDelay,
            @DefaultValue("1m") Duration maxDelay) {

        Rule rule() {
            return new Rule(free, forgetEvery, firstDelay, maxDelay);
        }
    }

    public record AddressRule(
            @DefaultValue("50") int free,
            @DefaultValue("5s") Duration forgetEvery,
            @DefaultValue("1s") Duration firstDelay,
            @DefaultValue("10s") Duration maxDelay) {

        Rule rule() {
            return new Rule(free, forgetEvery, firstDelay, maxDelay);
        }
    }
}
