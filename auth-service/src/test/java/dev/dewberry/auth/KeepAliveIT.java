package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A gateway keeps its connections to this service open for ever, so none of them may fall silent. Some releases of
/// Reactor Netty lose a connection where an answer that is ready at once comes before one that waits for the
/// database.
@ExtendWith(Servers.class)
class KeepAliveIT {

    private static final int ROUNDS = 400;

    private static RunningAuth auth;

    @BeforeAll
    static void start(MariaDb mariaDb, Redis redis) {
        auth = RunningAuth.start(mariaDb, redis);
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    @Test
    void answersEveryRequestOfALongConnection() throws IOException {
        String token = auth.adminToken();
        try (Socket socket = new Socket("127.0.0.1", auth.port())) {
            socket.setSoTimeout(5000);
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < ROUNDS; i++) {
                assertThat(status(socket, answers, "/api/v1/nothing", token)).isEqualTo("HTTP/1.1 404 Not Found");
                assertThat(status(socket, answers, "/api/v1/users/me", token)).isEqualTo("HTTP/1.1 200 OK");
            }
        }
    }

    /// Reads the head and as many characters as it announces.
    private static String status(Socket socket, BufferedReader answers, String path, String token) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = answers.readLine();
        int length = 0;
        for (String line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
            if (line.toLowerCase().startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        assertThat(length).isPositive();
        for (int i = 0; i < length; i++) {
            answers.read();
        }
        return status;
    }
}
