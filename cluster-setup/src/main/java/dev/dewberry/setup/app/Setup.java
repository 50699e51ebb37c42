package dev.dewberry.setup.app;

import dev.dewberry.setup.aot.AotCache;
import dev.dewberry.setup.health.HealthCheck;
import dev.dewberry.setup.log.Log;
import dev.dewberry.setup.secret.SecretStore;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

/// The tool in Dewberry's images. `docker/README.md` tells what its commands do.
public final class Setup {

    private static final String USAGE = "secrets | secrets --to FOLDER | aot | health URL";

    private final Map<String, String> environment;
    private final Log log;

    Setup(Map<String, String> environment, Log log) {
        this.environment = environment;
        this.log = log;
    }

    public static void main(String[] args) {
        System.exit(new Setup(System.getenv(), new Log(System.out)).run(args));
    }

    /// @return the exit code
    int run(String... args) {
        try {
            return switch (String.join(" ", args).split(" ", 2)[0]) {
                case "secrets" -> secrets(args) ? 0 : 1;
                case "aot" -> {
                    AotCache.ofImage(environment, log).make();
                    yield 0;
                }
                case "health" -> args.length == 2 && HealthCheck.isHealthy(URI.create(args[1])) ? 0 : 1;
                default -> throw new SecretStore.Unavailable("Commands: " + USAGE);
            };
        } catch (SecretStore.Unavailable e) {
            log.error(String.valueOf(e.getMessage()), Map.of("cause", String.valueOf(e.getCause())));
            return 1;
        }
    }

    private boolean secrets(String... args) {
        SecretsCommand command = new SecretsCommand(environment, Clock.systemUTC(), new SecureRandom(), log);
        if (args.length == 3 && args[1].equals("--to")) {
            return command.inFolder(Path.of(args[2]));
        }
        if (args.length > 1) {
            throw new SecretStore.Unavailable("Commands: " + USAGE);
        }
        return command.inCluster(new Cluster(Cluster.ACCOUNT, environment));
    }
}
