package dev.dewberry.testsupport;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import org.testcontainers.containers.GenericContainer;

/// Redis in a container. The image is `redis:8`, or the one that `DEWBERRY_TEST_REDIS_IMAGE` names, which may be
/// Valkey's: like the official ones, it takes options of the server.
final class ContainerRedis implements Redis {

    private final int port = Ports.next();
    private final HostNetworkContainer container;

    ContainerRedis() {
        GenericContainer<?> image = new GenericContainer<>(
                        System.getenv().getOrDefault("DEWBERRY_TEST_REDIS_IMAGE", "redis:8"))
                .withCommand(
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "everysec",
                        "--maxmemory",
                        "96mb",
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port));
        container = new HostNetworkContainer(image, this::answers);
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public void kill() {
        container.kill();
    }

    @Override
    public void wipe() {
        start();
        // An empty append-only file is what the next start finds.
        call(RedisCommands::flushall);
        kill();
    }

    private boolean answers() {
        try {
            return call(RedisCommands::ping).equals("PONG");
        } catch (RedisException e) {
            return false;
        }
    }
}
