package dev.dewberry.platform.http;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where the other services are, and how long to wait for them.
///
/// @param timeout for one call, from its start to the end of its answer
/// @param concurrentCalls to one service; further ones fail at once
@Validated
@ConfigurationProperties("dewberry.services")
public record ServicesProperties(
        @DefaultValue("http://127.0.0.1:8082") String auth,
        @DefaultValue("http://127.0.0.1:8084") String presence,
        @DefaultValue("http://127.0.0.1:8085") String storage,
        @DefaultValue("3s") Duration timeout,
        @DefaultValue("256") int concurrentCalls) {}
