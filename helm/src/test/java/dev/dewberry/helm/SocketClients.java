package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Clients that open a WebSocket and keep it until the end of the test.
final class SocketClients implements AutoCloseable {

    private static final String UPGRADE =
            "GET /ws HTTP/1.1\r\nHost: chat.example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private final List<Socket> clients = new ArrayList<>();

    void connect(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connect(port, "127.0.0.1", "");
        }
    }

    void connect(int port, String from, String headers) throws IOException {
        assertThat(request(port, from, "", headers)).contains("101");
    }

    /// @return the line of the answer's status
    String request(int port, String from, String before, String headers) throws IOException {
        Socket socket = new Socket(from.contains(":") ? "::1" : "127.0.0.1", port, InetAddress.getByName(from), 0);
        return upgrade(socket, before, headers);
    }

    /// @return the line of the answer's status
    String post(int port) throws IOException {
        return send(
                new Socket("127.0.0.1", port),
                "POST /api/v1/auth/login HTTP/1.1\r\nHost: chat.example.org\r\nContent-Length: 2\r\n\r\n{}");
    }

    /// @return the number of the certificate that was shown
    BigInteger connectByTls(int port) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        assertThat(upgrade(socket, "", "")).contains("101");
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
    }

    private String upgrade(Socket socket, String before, String headers) throws IOException {
        return send(socket, before + UPGRADE + headers + "\r\n");
    }

    private String send(Socket socket, String text) throws IOException {
        clients.add(socket);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    @Override
    public void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    /// It is looked at which certificate there is, not whose.
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("this side is the client");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // Anybody.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
