package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.testsupport.LocalRedis;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script that makes Redis' users of what a release lets them do and of the passwords that an older release's
/// Secret has.
class RedisUsersScriptIT {

    private static final Path SCRIPT = Renders.CHART.resolve("files/redis-users.sh");
    private static final Path RULES = Renders.CHART.resolve("files/redis-users.acl");

    /// By a release that let the gateway touch nothing but `old`, and with a user of the owner's.
    private static final String SECRET = """
            user default off resetpass ~* &* +@all
            user gateway on >gateways resetkeys resetchannels ~old -@all +@all -@admin -@dangerous +info
            user auth on >auths resetkeys -@all
            user message on >messages resetkeys -@all
            user storage on >storages resetkeys -@all
            user presence on >presences resetkeys -@all
            user exporter on >exporters >exporters-before resetkeys -@all +info
            """;

    @TempDir
    private Path folder;

    private final LocalRedis redis = new LocalRedis();

    @AfterEach
    void remove() {
        redis.wipe();
    }

    @Test
    void theUsersHaveThisReleasesPermissionsAndTheSecretsPasswords() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("secret"), SECRET + "user probe on >probes resetkeys -@all +ping\n");

        Process script = start();

        assertThat(script.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(script.exitValue()).isZero();
        List<String> users = Files.readAllLines(folder.resolve("users"));
        assertThat(users)
                .contains("user exporter on >exporters >exporters-before resetkeys -@all +info")
                .noneMatch(line -> line.contains("@gateway@"));
        redis.start();
        assertThat(redis.<Map<String, String>>call(commands -> {
                    users.stream()
                            .filter(line -> !line.startsWith("user default "))
                            .forEach(line -> let(commands, line));
                    assertThat(commands.auth("probe", "probes")).isEqualTo("OK");
                    assertThat(commands.auth("exporter", "exporters-before")).isEqualTo("OK");
                    assertThat(commands.auth("gateway", "gateways")).isEqualTo("OK");
                    commands.xadd("dw:{p1}:commands", "key", "value");
                    assertThatThrownBy(() -> commands.set("old", "value"))
                            .isInstanceOf(RedisCommandExecutionException.class)
                            .hasMessageContaining("NOPERM");
                    return Map.of();
                }))
                .isEmpty();
    }

    @Test
    void itWaitsForTheUserThatTheReleaseBrings() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("secret"), SECRET);

        Process script = start();

        assertThat(script.waitFor(3, TimeUnit.SECONDS)).isFalse();
        assertThat(folder.resolve("users")).doesNotExist();

        Files.writeString(folder.resolve("secret"), SECRET + "user probe on >probes resetkeys -@all +ping\n");

        assertThat(script.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("users")).content().contains("user probe on >probes ");
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        "sh",
                        SCRIPT.toString(),
                        RULES.toString(),
                        folder.resolve("secret").toString(),
                        folder.resolve("users").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// As Redis reads a line of its aclfile.
    private static void let(RedisCommands<String, String> commands, String line) {
        CommandArgs<String, String> words = new CommandArgs<>(StringCodec.UTF8).add("SETUSER");
        Arrays.stream(line.split(" ")).skip(1).forEach(words::add);
        commands.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), words);
    }
}
