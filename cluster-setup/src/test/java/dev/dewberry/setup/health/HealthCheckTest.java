package dev.dewberry.setup.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.junit.jupiter.api.Test;

class HealthCheckTest {

    @Test
    void onlyAnAnswerThatSaysSoIsHealthy() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/up", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/down", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
        });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        try {
            assertThat(HealthCheck.isHealthy(URI.create(address + "/up"))).isTrue();
            assertThat(HealthCheck.isHealthy(URI.create(address + "/down"))).isFalse();
            assertThat(HealthCheck.isHealthy(URI.create(address + "/missing"))).isFalse();
        } finally {
            server.stop(0);
        }
        assertThat(HealthCheck.isHealthy(URI.create(address + "/up"))).isFalse();
    }
}
