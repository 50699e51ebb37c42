package dev.dewberry.auth.password;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Argon2id's cost, and how much of it at a time. The defaults are OWASP's: 19 MiB, two passes, one lane.
///
/// @param memoryKib of heap for one hash; `threads` times this is needed
/// @param threads how many hashes are made at a time; one more wants 20 MiB more of heap
/// @param queue how many may wait, none longer than 5 s; more are told `busy`
@Validated
@ConfigurationProperties("dewberry.auth.password")
public record PasswordProperties(
        @DefaultValue("19456") @Min(8) int memoryKib,
        @DefaultValue("2") @Min(1) int passes,
        @DefaultValue("1") @Min(1) int lanes,
        @DefaultValue("2") @Min(1) @Max(8) int threads,
        @DefaultValue("64") @Min(1) int queue) {}
