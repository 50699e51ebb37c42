package dev.dewberry.presence.keeper;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How presence is kept.
///
/// @param announceEvery changes are gathered for so long
/// @param checkGatewaysEvery how soon a dead gateway is noticed after its lease ended
/// @param reconcileEvery the board is compared with what gateways and Redis say, so that a lost report
///     is no lasting error
/// @param grace for so long a user without a socket is still shown, so that a reconnect does not
///     flicker
/// @param settle after a fault of Redis gateways have so long to write themselves in again before
///     anybody leaves
/// @param writeSeenEvery last-seen moments are gathered for so long
/// @param refreshSeenEvery moments of those who stay connected are written that often, for the case of
///     a power cut
/// @param deliveriesCapBytes of a gateway's stream, above which presence waits and leaves the rest to
///     messages
/// @param maxOwed changes that may wait for one gateway
@Validated
@ConfigurationProperties("dewberry.presence")
public record KeeperProperties(
        @DefaultValue("200ms") Duration announceEvery,
        @DefaultValue("1s") Duration checkGatewaysEvery,
        @DefaultValue("30s") Duration reconcileEvery,
        @DefaultValue("3s") Duration grace,
        @DefaultValue("10s") Duration settle,
        @DefaultValue("1s") Duration writeSeenEvery,
        @DefaultValue("5m") Duration refreshSeenEvery,
        @DefaultValue("2097152") @Min(65536) long deliveriesCapBytes,
        @DefaultValue("20000") @Min(100) int maxOwed) {}
