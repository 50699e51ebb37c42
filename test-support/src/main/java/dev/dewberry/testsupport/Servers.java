package dev.dewberry.testsupport;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests a real MariaDB and a real Redis:
///
/// ```java
/// @ExtendWith(Servers.class)
/// class MessageStoreIT {
///     @BeforeAll
///     static void open(MariaDb mariaDb, Redis redis) {
///         Database database = mariaDb.createDatabase("storage");
///         String busUri = redis.freshUri();
///     }
/// }
/// ```
///
/// One server of each kind is shared by all tests of a JVM. It is started when it is first asked
/// for (or asked for again after a test killed it), and ends with the JVM, also when the JVM is
/// killed.
///
/// The servers run in containers where `DOCKER_HOST` names an engine that answers and has (or gets) the images, else as
/// processes of this machine. `DEWBERRY_TEST_SERVERS` set to `containers` or `local` leaves no choice.
/// A test is never skipped: where neither works it fails, and says what to install.
public final class Servers implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == MariaDb.class || type == Redis.class;
    }

    @Override
    public Server resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Server server =
                parameter.getParameter().getType() == MariaDb.class ? SharedServers.mariaDb() : SharedServers.redis();
        server.start();
        return server;
    }
}
