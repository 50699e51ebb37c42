package dev.dewberry.gateway.app;

import dev.dewberry.testsupport.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.awaitility.Awaitility;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/// A gateway in this JVM.
final class Gateway implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private Gateway(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static Gateway start(Redis redis, StandIn others, String... arguments) {
        return start(redis, others, server -> server, "127.0.0.1", arguments);
    }

    /// @param customizer sees the server of the public port
    static Gateway start(
            Redis redis, StandIn others, NettyServerCustomizer customizer, String address, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=" + address,
                "--management.server.port=0",
                "--management.server.address=127.0.0.1",
                "--dewberry.bus.uri=" + redis.uri(),
                "--dewberry.bus.partitions=" + StandIn.PARTITIONS,
                "--dewberry.security.service-key=" + Base64.getEncoder().encodeToString(new byte[32]),
                "--dewberry.services.auth=" + others.url(),
                "--dewberry.services.storage=" + others.url(),
                "--dewberry.services.presence=" + others.url(),
                "--logging.structured.format.console=",
                "--dewberry.gateway.socket.sweep=100ms"));
        all.addAll(List.of(arguments));
        Gateway gateway = new Gateway(new SpringApplicationBuilder(GatewayApplication.class)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean("observed", NettyServerCustomizer.class, () -> customizer))
                .run(all.toArray(String[]::new)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(() -> redis.call(commands -> commands.zcard("dw:gateways")) > 0);
        return gateway;
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    int managementPort() {
        return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    String id() {
        return bean(GatewayId.class).value();
    }

    @Override
    public void close() {
        context.close();
    }
}
