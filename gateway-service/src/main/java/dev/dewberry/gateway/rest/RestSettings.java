package dev.dewberry.gateway.rest;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// The REST front door.
///
/// @param maxBody bytes of a request's body
/// @param bodyWithin time for the whole of a body once the head is there; past it the answer is 408, and
///     the connection is closed
/// @param authTimeout for one call that is passed on to auth-service; hashing a password takes its time
/// @param authConcurrency calls that are passed on at once; further ones are `busy`
/// @param answerWithin time for the outcome of a command; past it the answer is `busy`
@Validated
@ConfigurationProperties("dewberry.gateway.rest")
public record RestSettings(
        @NotNull @DefaultValue("1MB") DataSize maxBody,
        @NotNull @DefaultValue("30s") Duration bodyWithin,
        @NotNull @DefaultValue("10s") Duration authTimeout,
        @Min(1) @DefaultValue("128") int authConcurrency,
        @NotNull @DefaultValue("8s") Duration answerWithin) {}
