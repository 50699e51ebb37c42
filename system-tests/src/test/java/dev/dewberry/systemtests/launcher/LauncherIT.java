package dev.dewberry.systemtests.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.json.Json;
import dev.dewberry.systemtests.cluster.Rest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of the README, as a newcomer types them.
class LauncherIT {

    private static final Duration BACK = Duration.ofSeconds(180);

    @TempDir
    private static Path folder;

    private static Installation installation;
    private static Installation.Result up;

    @BeforeAll
    static void up() {
        installation = new Installation(folder.resolve("data"))
                .with("DEWBERRY_REPLICAS_GATEWAY", "2")
                .with("DEWBERRY_REPLICAS_STORAGE", "2");
        up = installation.run("up");
    }

    @AfterAll
    static void down() {
        installation.run("down");
    }

    @Test
    void upSaysWhereItIsAndWhoMayAdministerIt() {
        assertThat(up.status()).as(up.output()).isZero();
        assertThat(up.line("Address")).startsWith("http://localhost:" + installation.port());
        assertThat(signInStatus(up.line("Administrator"), up.line("Password"))).isEqualTo(200);
        assertThat(up.output()).contains("What to try next:", "./dewberry down");
    }

    @Test
    void statusNamesEachProcessWithItsRolePortAndHealth() {
        awaitHealth();
        assertThat(installation.processes())
                .extracting(Installation.Line::name)
                .containsExactly(
                        "supervisor",
                        "watchdog",
                        "mariadb",
                        "redis",
                        "auth",
                        "storage",
                        "storage-2",
                        "message",
                        "presence",
                        "gateway",
                        "gateway-2");
        assertThat(installation.process("storage-2").role()).isEqualTo("storage-service");
        assertThat(installation.process("gateway").port()).isEqualTo(installation.port());
        assertThat(installation.process("gateway-2").port()).isEqualTo(installation.port() + 1);
        assertThat(installation.run("status").output())
                .startsWith("Dewberry is healthy, at http://localhost:" + installation.port());
    }

    @Test
    void aSecondUpSaysThatItRunsAlready() {
        Installation.Result second = installation.run("up");

        assertThat(second.status()).isEqualTo(1);
        assertThat(second.output()).startsWith("Dewberry runs already, at http://localhost:" + installation.port());
    }

    @Test
    void whateverIsKilledIsReportedAndStartedAgain() {
        awaitHealth();
        List<Installation.Line> before = installation.processes().stream()
                .filter(line ->
                        !line.role().equals("supervisor") && !line.role().equals("watchdog"))
                .toList();
        before.forEach(Installation.Line::kill);

        Awaitility.await()
                .atMost(BACK)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> before.stream().allMatch(old -> {
                    Installation.Line now = installation.process(old.name());
                    return now.isHealthy() && !now.pid().equals(old.pid());
                }));
        assertThat(before).allSatisfy(old -> {
            Installation.Line now = installation.process(old.name());
            assertThat(now.restarts()).isEqualTo(old.restarts() + 1);
            // A supervisor that took over what another started cannot know what it ended with.
            assertThat(now.lastExit()).isIn("was ended by signal 9 (KILL)", "ended");
        });
        assertThat(installation.run("logs", "supervisor").output())
                .containsPattern("storage-2 (was ended by signal 9 \\(KILL\\)|ended); it is started again in 0 s");
    }

    /// As a worn card leaves it behind.
    @Test
    void redisIsStartedAgainWhereItsFileMakesNoSense() throws IOException {
        awaitHealth();
        Installation.Line before = installation.process("redis");
        try (Stream<Path> files = Files.list(folder.resolve("data/redis/data/appendonlydir"))) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".incr.aof")).toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.allocate((int) channel.size() / 2), channel.size() / 4);
                }
            }
        }
        before.kill();

        Awaitility.await()
                .atMost(BACK)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> !installation.process("redis").pid().equals(before.pid()));
        awaitHealth();
        assertThat(installation.run("logs", "redis").output()).contains("append-only file is damaged");
        assertThat(signInStatus("nobody", "wrong")).isEqualTo(401);
    }

    @Test
    void whoSupervisesIsReplacedAndLeavesAloneWhatRuns() {
        awaitHealth();
        for (String role : List.of("supervisor", "watchdog")) {
            Map<String, Long> before = pids();
            installation.process(role).kill();

            Awaitility.await()
                    .atMost(BACK)
                    .until(() -> pids().containsKey(role) && !pids().get(role).equals(before.get(role)));
            Map<String, Long> after = pids();
            before.remove(role);
            after.remove(role);
            assertThat(after).isEqualTo(before);
        }
        awaitHealth();
    }

    @Test
    void whatWasWrittenIsThereAfterDownAndUp() {
        String token = register("ann");
        String id = installation.rest().get("/users/me", token).text("id");
        String note = "/conversations/d:" + id + ":" + id + "/events";
        Rest.Answer sent = installation
                .rest()
                .post(note, token, "{\"clientId\":\"n1\",\"content\":{\"kind\":\"text\",\"text\":\"do not forget\"}}");
        assertThat(sent.status()).isEqualTo(201);

        assertThat(installation.run("down").output()).contains("Dewberry is down.");
        assertThat(installation.status().path("state").asString()).isEqualTo("stopped");
        assertThat(installation.run("status").output()).startsWith("Dewberry does not run");
        assertThat(installation.run("down").output()).startsWith("Dewberry does not run");
        Installation.Result again = installation.run("up");

        assertThat(again.status()).as(again.output()).isZero();
        assertThat(again.line("Password")).isEqualTo(up.line("Password"));
        assertThat(installation.rest().get(note, token).body().path("events"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.path("content").path("text").asString())
                                .isEqualTo("do not forget"));
    }

    @Test
    void logsOfAServiceAreLinesOfJson() {
        assertThat(installation.run("logs", "gateway").output().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(Json.tryRead(line)).isNotNull());
        assertThat(installation.run("logs", "nobody"))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(1))
                .satisfies(answer -> assertThat(answer.output()).contains("There is no log of 'nobody'"));
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        Installation other = new Installation(folder.resolve("taken"));
        try (ServerSocket _ = new ServerSocket(other.port(), 1, InetAddress.getLoopbackAddress())) {
            assertFails(other.run("up"), "Port " + other.port() + " is taken by another process");
        }
    }

    @Test
    void aWrongPasswordForAnExistingMariaDbIsNamedWithoutBeingShown() {
        Installation other = new Installation(folder.resolve("wrong"))
                .with(
                        "DEWBERRY_MARIADB_URL",
                        "mariadb://dewberry_auth:secret-guess@127.0.0.1:"
                                + installation.process("mariadb").port());

        Installation.Result refused = other.run("up");

        assertFails(refused, "does not accept the user and password of DEWBERRY_MARIADB_URL");
        assertThat(refused.output()).doesNotContain("secret-guess");
    }

    @Test
    void aMissingRedisIsNamed() {
        Installation other = new Installation(folder.resolve("missing"));
        assertFails(
                other.with("DEWBERRY_REDIS_URL", "redis://127.0.0.1:" + other.port())
                        .run("up"),
                "There is no Redis server at 127.0.0.1:" + other.port());
    }

    /// A disk that is really full would need a file system of its own, which only root may make.
    @Test
    void aFullDiskIsNamedBeforeAnythingIsStarted() throws IOException {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Files.writeString(programs.resolve("df"), """
                #!/bin/sh
                echo 'Filesystem 1048576-blocks Used Available Capacity Mounted on'
                echo '/dev/mmcblk0p2 29000 28995 5 100% /'
                """);
        Files.setPosixFilePermissions(programs.resolve("df"), PosixFilePermissions.fromString("rwxr-xr-x"));

        Installation other =
                new Installation(folder.resolve("full")).with("PATH", programs + ":" + System.getenv("PATH"));

        assertFails(other.run("up"), "is (nearly) full: 5 MB are free");
        assertThat(other.status().path("processes")).isEmpty();
    }

    @Test
    void aWrongSettingIsNamed() {
        Installation other = new Installation(folder.resolve("setting")).with("DEWBERRY_PORT", "80a");
        assertFails(other.run("up"), "DEWBERRY_PORT is '80a'");
    }

    private static void assertFails(Installation.Result result, String sentence) {
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("dewberry: ").contains(sentence);
    }

    private static void awaitHealth() {
        Awaitility.await()
                .atMost(BACK)
                .until(() -> installation.status().path("state").asString().equals("healthy"));
    }

    private static Map<String, Long> pids() {
        return installation.processes().stream()
                .filter(line -> line.pid().isPresent())
                .collect(Collectors.toMap(
                        Installation.Line::name, line -> line.pid().orElseThrow()));
    }

    private static int signInStatus(String username, String password) {
        return installation
                .rest()
                .post("/auth/login", null, credentials(username, password))
                .status();
    }

    private static String register(String username) {
        String password = "correct horse battery staple";
        Rest.Answer registered = installation
                .rest()
                .post(
                        "/auth/register",
                        null,
                        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, password));
        assertThat(registered.status()).isEqualTo(201);
        return installation
                .rest()
                .post("/auth/login", null, credentials(username, password))
                .text("accessToken");
    }

    private static String credentials(String username, String password) {
        return "{\"username\":\"%s\",\"password\":\"%s\",\"device\":{\"name\":\"test\",\"kind\":\"test\"}}"
                .formatted(username, password);
    }
}
