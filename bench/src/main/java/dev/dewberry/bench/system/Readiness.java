package dev.dewberry.bench.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// Asks a service of this machine whether it is ready.
final class Readiness {
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest question;

    Readiness(int port) {
        question = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    boolean ask() throws InterruptedException {
        try {
            return client.send(question, BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            return false;
        }
    }
}
