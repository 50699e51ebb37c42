package dev.dewberry.testsupport;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/// The servers that all tests of this JVM share, made when they are first asked for.
final class SharedServers {

    private static @Nullable MariaDb mariaDb;
    private static @Nullable Redis redis;

    private SharedServers() {}

    static synchronized MariaDb mariaDb() {
        MariaDb server = mariaDb;
        if (server == null) {
            server = create(ContainerMariaDb::new, LocalMariaDb::new);
            mariaDb = server;
        }
        return server;
    }

    static synchronized Redis redis() {
        Redis server = redis;
        if (server == null) {
            server = create(ContainerRedis::new, LocalRedis::new);
            redis = server;
        }
        return server;
    }

    private static <S extends Server> S create(Supplier<? extends S> container, Supplier<? extends S> local) {
        return switch (Choice.ofEnvironment()) {
            case CONTAINERS -> started(container);
            case LOCAL -> started(local);
            case ANY -> anyOf(container, local);
        };
    }

    private static <S extends Server> S anyOf(Supplier<? extends S> container, Supplier<? extends S> local) {
        // Without the variable, finding out that no engine runs costs seconds and a page of log.
        if (System.getenv("DOCKER_HOST") == null
                || !DockerClientFactory.instance().isDockerAvailable()) {
            return started(local);
        }
        try {
            return started(container);
        } catch (RuntimeException e) {
            // An engine without a registry has no images; the machine's own servers do as well.
            System.err.println("Tests use local servers, because a container did not start: " + e.getMessage());
            return started(local);
        }
    }

    private static <S extends Server> S started(Supplier<? extends S> kind) {
        S server = kind.get();
        server.start();
        return server;
    }

    private enum Choice {
        ANY,
        CONTAINERS,
        LOCAL;

        static Choice ofEnvironment() {
            String value = System.getenv("DEWBERRY_TEST_SERVERS");
            return switch (value == null ? "" : value) {
                case "" -> ANY;
                case "containers" -> CONTAINERS;
                case "local" -> LOCAL;
                default ->
                    throw new IllegalStateException(
                            "DEWBERRY_TEST_SERVERS is '" + value + "'; it can be 'containers' or 'local'");
            };
        }
    }
}
