package dev.dewberry.systemtests.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.Role;
import dev.dewberry.systemtests.cluster.Setup;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Runs the Playwright tests of `web/e2e` in Chromium against the five services. The one that
/// restarts the gateway in the middle of a chat asks this test to do it.
class WebClientIT {

    private static final Path WEB = Path.of("..", "web");
    private static final long PATIENCE_MINUTES = 10;

    /// A browser has a lot to do on a machine with two cores.
    @Test
    @Timeout(value = PATIENCE_MINUTES + 1, unit = TimeUnit.MINUTES)
    void twoPeopleChatInTwoBrowsersWhateverHappensToTheGateway() throws Exception {
        DewberryCluster cluster = DewberryCluster.shared(Setup.SINGLE);
        HttpServer restarts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        restarts.createContext("/restart", exchange -> {
            cluster.process(Role.GATEWAY, 0).kill();
            cluster.process(Role.GATEWAY, 0).start();
            cluster.awaitReady();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        restarts.start();
        Path output = Path.of("target", "web-client.log");
        try {
            ProcessBuilder playwright = new ProcessBuilder("npm", "run", "--silent", "e2e")
                    .directory(WEB.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            playwright.environment().put("DEWBERRY_URL", cluster.gateway(0));
            playwright.environment().put("DEWBERRY_CHROMIUM", chromium());
            playwright.environment().put("DEWBERRY_ADMIN_USERNAME", DewberryCluster.ADMIN);
            playwright.environment().put("DEWBERRY_ADMIN_PASSWORD", DewberryCluster.ADMIN_PASSWORD);
            playwright
                    .environment()
                    .put(
                            "DEWBERRY_RESTART_GATEWAY",
                            "curl -sf -X POST http://127.0.0.1:"
                                    + restarts.getAddress().getPort() + "/restart");
            Process process = playwright.start();
            boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            assertThat(ended).as("Playwright ends in time").isTrue();
            assertThat(process.exitValue()).as(() -> tail(output)).isZero();
        } finally {
            restarts.stop(0);
        }
    }

    /// The same names for which `./dewberry test` looks.
    private static String chromium() {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            for (String name : new String[] {"chromium", "chromium-browser", "google-chrome"}) {
                Path candidate = Path.of(folder, name);
                if (Files.isExecutable(candidate)) {
                    return candidate.toString();
                }
            }
        }
        throw new AssertionError("Chromium is needed to test the web client: install the package chromium");
    }

    private static String tail(Path output) {
        try {
            String text = Files.readString(output);
            return text.substring(Math.max(0, text.length() - 8000));
        } catch (java.io.IOException e) {
            return "no output: " + e;
        }
    }
}
