package dev.dewberry.gateway.app;

import dev.dewberry.gateway.limit.ClientAddresses;
import dev.dewberry.gateway.limit.ConnectionPace;
import dev.dewberry.gateway.limit.Disturbance;
import dev.dewberry.gateway.limit.FailureLimiter;
import dev.dewberry.gateway.limit.LimitSettings;
import dev.dewberry.gateway.limit.MemoryGuard;
import dev.dewberry.gateway.rest.RestSettings;
import dev.dewberry.gateway.session.Session;
import dev.dewberry.gateway.session.SessionNode;
import dev.dewberry.gateway.socket.SocketLoops;
import dev.dewberry.gateway.socket.SocketMetrics;
import dev.dewberry.gateway.socket.SocketNode;
import dev.dewberry.gateway.socket.SocketServer;
import dev.dewberry.gateway.socket.SocketSettings;
import dev.dewberry.gateway.socket.Upgrades;
import dev.dewberry.gateway.tls.ServerTls;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// Sockets: from the TCP connection to the session behind it.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({SocketSettings.class, LimitSettings.class})
class SocketConfiguration {

    @Bean
    FailureLimiter failureLimiter(LimitSettings limits) {
        return new FailureLimiter(
                limits.failuresPerMinute(), limits.failureBurst(), limits.slowedPerSecond(), limits.slowedTogether());
    }

    /// In a cluster, what comes through a Service may have any node's address.
    @Bean
    ClientAddresses clientAddresses(LimitSettings limits, Environment environment) {
        Boolean peers = limits.peersAreClients();
        boolean guess = peers == null && CloudPlatform.KUBERNETES.isActive(environment);
        return new ClientAddresses(guess ? Boolean.FALSE : peers, limits.trustedProxies());
    }

    @Bean
    MemoryGuard memoryGuard(LimitSettings limits) {
        return new MemoryGuard(limits.memoryShort(), limits.memoryShed());
    }

    @Bean
    SocketNode socketNode(SocketSettings settings, MeterRegistry meters, FailureLimiter failures) {
        return new SocketNode(settings, new SocketMetrics(meters), failures);
    }

    @Bean
    SocketLoops socketLoops(SocketNode node) {
        return new SocketLoops(node);
    }

    @Bean
    SocketServer socketServer(
            SocketNode node,
            SocketLoops loops,
            ClientAddresses addresses,
            LimitSettings limits,
            RestSettings rest,
            MemoryGuard memory,
            Disturbance disturbance,
            SessionNode sessions,
            ObjectProvider<ServerTls> tls) {
        ConnectionPace pace = new ConnectionPace(
                limits.newSocketsPerSecond(),
                limits.newSocketsBurst(),
                limits.newSocketsWait().toNanos());
        return new SocketServer(
                new Upgrades(node, loops, addresses, pace, memory, socket -> new Session(socket, sessions)),
                rest.bodyWithin(),
                limits.newConnectionsPerSecond(),
                disturbance::slowdown,
                tls.getIfAvailable());
    }
}
