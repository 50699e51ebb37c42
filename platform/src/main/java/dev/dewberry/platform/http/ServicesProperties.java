package dev.dewberry.platform.http;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where the other services are, and how long to wait for them.
///
/// @param timeout for one call, from its turn to the end of its answer; with `patience` less than the 10 s
///     in which a client gets an answer
/// @param concurrentCalls to one service; further ones wait for their turn
/// @param waitingCalls to one service; further ones fail at once
/// @param patience of a call that waits
@Validated
@ConfigurationProperties("dewberry.services")
public record ServicesProperties(
        @DefaultValue("http://127.0.0.1:8082") String auth,
        @DefaultValue("http://127.0.0.1:8084") String presence,
        @DefaultValue("http://127.0.0.1:8085") String storage,
        @DefaultValue("3s") Duration timeout,
        @DefaultValue("32") @Min(1) int concurrentCalls,
        @DefaultValue("2000") @Min(0) int waitingCalls,
        @DefaultValue("4s") Duration patience) {}
