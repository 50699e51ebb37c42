package dev.dewberry.gateway.session;

import dev.dewberry.gateway.limit.Congestion;
import dev.dewberry.gateway.limit.Disturbance;
import dev.dewberry.gateway.limit.LimitSettings;
import dev.dewberry.gateway.limit.Precedence;
import java.time.Clock;

/// What all sessions of this gateway share.
///
/// @param gateway the gateway's id
public record SessionNode(
        String gateway,
        LimitSettings limits,
        Congestion congestion,
        Disturbance disturbance,
        Precedence precedence,
        Greeter greeter,
        Registry registry,
        SessionFrames frames,
        SessionMetrics metrics,
        Clock clock) {}
