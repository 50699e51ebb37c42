package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.SelfSigned;
import dev.dewberry.testsupport.Servers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A gateway that speaks plain HTTP, behind somebody who speaks TLS for it.
@ExtendWith(Servers.class)
class WatchedCertificateIT {

    @TempDir
    private static Path folder;

    @Test
    void theTimeThatTheCertificateBeforeItHasIsMeasuredOnceItIsThere(Redis redis) throws Exception {
        redis.freshUri();
        Path file = folder.resolve("tls.crt");
        try (StandIn others = new StandIn(redis);
                Gateway gateway = Gateway.start(redis, others, "--dewberry.gateway.tls.watched=" + file)) {
            assertThat(seconds(gateway)).isNaN();

            Files.writeString(file, SelfSigned.make(folder, "EC").certificate());

            assertThat(seconds(gateway)).isBetween(8.0 * 86_400, 10.0 * 86_400);
        }
    }

    private static double seconds(Gateway gateway) throws IOException, InterruptedException {
        URI metrics = URI.create("http://127.0.0.1:" + gateway.managementPort() + "/actuator/prometheus");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("dewberry_gateway_certificate_expires_seconds"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
