package dev.dewberry.systemtests.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.systemtests.cluster.Commands;
import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.Role;
import dev.dewberry.systemtests.cluster.Setup;
import dev.dewberry.systemtests.cluster.User;
import dev.dewberry.testsupport.AsRoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Downloads fill a line of 8 Mbit/s to which people are connected, who chat.
@AsRoot
class UplinkIT {

    private static final int LINE_KBIT = 8000;
    /// A little less than the line, so that nothing waits in it.
    private static final int SHAPED_KBIT = 7500;

    private static final int MESSAGES = 150;
    private static final long PROMISED_MS = 200;
    private static final Pattern SCRIPT = Pattern.compile("src=\"(/assets/[^\"]+\\.js)\"");

    private static DewberryCluster cluster;
    private static Line line;

    @BeforeAll
    static void start() {
        cluster = DewberryCluster.shared(Setup.NETWORK);
        line = new Line();
    }

    @AfterAll
    static void stop() {
        line.close();
    }

    @Test
    void messagesShouldNotWaitBehindDownloads() {
        line.narrow(LINE_KBIT);
        Journey unshaped = journey();
        line.widen();
        assertThat(unshaped.downloaded())
                .as("the line is full: %s", unshaped.said())
                .isGreaterThan(LINE_KBIT * 7 / 10);
        assertThat(unshaped.p99()).as("without shaping they wait").isGreaterThan(PROMISED_MS);

        Path dewberry = Path.of("..", "dewberry").toAbsolutePath().normalize();
        Commands.run(dewberry.toString(), "uplink", line.device(), SHAPED_KBIT + "kbit");
        Journey shaped = journey();
        Commands.run(dewberry.toString(), "uplink", line.device(), "off");
        assertThat(shaped.p99()).isLessThanOrEqualTo(PROMISED_MS);
        assertThat(shaped.downloaded())
                .as("downloads have what is left: %s", shaped.said())
                .isGreaterThan(SHAPED_KBIT * 7 / 10);
    }

    private static Journey journey() {
        List<User> users = cluster.accounts().users(2);
        String gateway =
                "http://" + Line.HERE + ":" + cluster.process(Role.GATEWAY, 0).port();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Passenger.class.getName(),
                gateway,
                program(),
                Integer.toString(MESSAGES)));
        users.forEach(user -> command.addAll(List.of(user.id().toString(), user.username(), user.token())));
        return Journey.parse(line.there(command));
    }

    /// The program of the web client, as its page names it.
    private static String program() {
        String page = read(URI.create(cluster.gateway(0) + "/"));
        Matcher script = SCRIPT.matcher(page);
        assertThat(script.find()).as(page).isTrue();
        return script.group(1);
    }

    private static String read(URI what) {
        try (InputStream in = what.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
