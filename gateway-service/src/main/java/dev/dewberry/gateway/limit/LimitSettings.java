package dev.dewberry.gateway.limit;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What clients may ask of a gateway.
///
/// @param sendsPerSecond sends of one socket, in the long run
/// @param sendBurst sends that a socket may do at once
/// @param floodFactor how many times `sendsPerSecond` the frames of a socket may reach before it is
///     closed
/// @param floodSeconds how long it may stay above that
/// @param queriesPerSocket `sync`, `history` and `watch` of one socket that are worked on at once
/// @param longestQueue the wait of even the quickest send above which new ones are answered `busy` at once
/// @param newConnectionsPerSecond connections taken from the kernel, whatever they are for; more wait in its queue
/// @param newSocketsPerSecond upgrades of this node, in the long run; more wait their turn
/// @param newSocketsBurst upgrades at once
/// @param newSocketsWait the longest wait; past it, an upgrade is refused with 503
/// @param failuresPerMinute forged tokens, bad frames and handshakes of one client address, in the long run
/// @param failureBurst such failures at once
/// @param slowedPerSecond upgrades and REST calls of an address that is above that; more wait for their turn
/// @param slowedTogether the same for all such addresses together
/// @param peersAreClients whether the address of a TCP connection is the client's own, not a load
///     balancer's; where nothing is set, [ClientAddresses] has to guess
/// @param trustedProxies address ranges of the proxies whose `X-Forwarded-For` is believed
/// @param memoryShort the share of the heap, or of the direct memory, from which new sockets are refused
/// @param memoryShed the share of the heap from which the idlest sockets are sent away
@Validated
@ConfigurationProperties("dewberry.gateway.limits")
public record LimitSettings(
        @Min(1) @DefaultValue("20") int sendsPerSecond,
        @Min(1) @DefaultValue("100") int sendBurst,
        @Min(1) @DefaultValue("10") int floodFactor,
        @Min(1) @DefaultValue("5") int floodSeconds,
        @Min(1) @DefaultValue("4") int queriesPerSocket,
        @NotNull @DefaultValue("2s") Duration longestQueue,
        @Min(1) @DefaultValue("600") int newConnectionsPerSecond,
        @Min(1) @DefaultValue("500") int newSocketsPerSecond,
        @Min(1) @DefaultValue("50") int newSocketsBurst,
        @NotNull @DefaultValue("8s") Duration newSocketsWait,
        @Min(1) @DefaultValue("30") int failuresPerMinute,
        @Min(1) @DefaultValue("50") int failureBurst,
        @Min(1) @DefaultValue("50") int slowedPerSecond,
        @Min(1) @DefaultValue("100") int slowedTogether,
        @Nullable Boolean peersAreClients,
        @DefaultValue List<String> trustedProxies,
        @Positive @DecimalMax("1") @DefaultValue("0.9") double memoryShort,
        @Positive @DecimalMax("1") @DefaultValue("0.95") double memoryShed) {}
