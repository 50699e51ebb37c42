package dev.dewberry.gateway.app;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A client that may misbehave: it writes whatever bytes it likes.
final class RawSocket implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    RawSocket(int port, int receiveBuffer) throws IOException {
        this(port, receiveBuffer, null);
    }

    /// @param from the address that the gateway sees, any of 127.0.0.0/8; `null` for the usual one
    RawSocket(int port, int receiveBuffer, @Nullable String from) throws IOException {
        this(connected(port, receiveBuffer, from));
    }

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(15_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /// @param set what the client wants of TLS
    static RawSocket tls(int port, int receiveBuffer, SSLContext trusting, Consumer<SSLSocket> set) throws IOException {
        Socket bare = connected(port, receiveBuffer, null);
        SSLSocket over = (SSLSocket) trusting.getSocketFactory().createSocket(bare, "127.0.0.1", port, true);
        set.accept(over);
        over.startHandshake();
        return new RawSocket(over);
    }

    /// @param from the address that the gateway sees
    static RawSocket tls(int port, String from, SSLContext trusting) throws IOException {
        Socket bare = connected(port, 0, from);
        return new RawSocket(trusting.getSocketFactory().createSocket(bare, "127.0.0.1", port, true));
    }

    private static Socket connected(int port, int receiveBuffer, @Nullable String from) throws IOException {
        Socket socket = new Socket();
        if (from != null) {
            socket.bind(new java.net.InetSocketAddress(from, 0));
        }
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
        return socket;
    }

    /// What was negotiated.
    SSLSession session() {
        return ((SSLSocket) socket).getSession();
    }

    static RawSocket upgraded(int port, int receiveBuffer) throws IOException {
        RawSocket raw = new RawSocket(port, receiveBuffer);
        String answer = raw.upgrade("dewberry.v1", "");
        if (!answer.startsWith("HTTP/1.1 101")) {
            throw new AssertionError(answer);
        }
        return raw;
    }

    /// @return the head of the answer
    String upgrade(String subprotocol, String moreHeaders) throws IOException {
        return request("GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: " + subprotocol + "\r\n" + moreHeaders + "\r\n");
    }

    String request(String head) throws IOException {
        write(head);
        return head();
    }

    void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    String head() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        while (!answer.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            answer.write(b);
        }
        return answer.toString(StandardCharsets.US_ASCII);
    }

    /// Whether something has come that was not read yet.
    boolean hasSomething() throws IOException {
        return in.available() > 0;
    }

    String bytes(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.UTF_8);
    }

    void text(String text) throws IOException {
        frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    void frame(int first, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        // A mask of zeros leaves the payload as it is.
        frame.putInt(0).put(payload);
        out.write(frame.array(), 0, frame.position());
        out.flush();
    }

    /// The next frame's first byte and payload; `null` at the end of the stream.
    record Frame(int first, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return (first & 0x0f) == 8 ? ByteBuffer.wrap(payload).getShort() & 0xffff : -1;
        }
    }

    Frame next() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        long length = in.read() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new Frame(first, payload);
    }

    int closeCode() throws IOException {
        for (Frame frame = next(); frame != null; frame = next()) {
            if (frame.closeCode() > 0) {
                return frame.closeCode();
            }
        }
        return -1;
    }

    /// Reads to the end of the stream.
    void awaitEnd() throws IOException {
        while (in.read() >= 0) {
            // Whatever it says before.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
