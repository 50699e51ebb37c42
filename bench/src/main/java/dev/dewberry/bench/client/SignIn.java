package dev.dewberry.bench.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// One `POST /auth/login` on a connection of its own, as a person makes it before the socket. Tells the dialer how it
/// ended, once. Event loop only.
final class SignIn extends ChannelInboundHandlerAdapter {
    /// Longer than a server may let anybody wait; whoever has no answer by then tries again.
    private static final long PATIENCE_MS = 60_000;

    private final Client client;
    private final Credentials credentials;
    private final String authority;
    private final Dialer dialer;
    private byte[] received = new byte[2048];
    private int size;
    private boolean ended;
    private @Nullable Channel channel;

    SignIn(Client client, Credentials credentials, String authority, Dialer dialer) {
        this.client = client;
        this.credentials = credentials;
        this.authority = authority;
        this.dialer = dialer;
    }

    void limit(Swarm swarm) {
        swarm.later(PATIENCE_MS, () -> failed("no answer in time"));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        byte[] body = ("{\"username\":\"" + credentials.username() + "\",\"password\":\"" + credentials.password()
                        + "\",\"device\":{\"name\":\"bench\",\"kind\":\"bench\"}}")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] head = ("POST /api/v1/auth/login HTTP/1.1\r\nHost: " + authority
                        + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        var unused = context.writeAndFlush(context.alloc()
                .directBuffer(head.length + body.length)
                .writeBytes(head)
                .writeBytes(body));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            int more = in.readableBytes();
            if (size + more > received.length) {
                received = Arrays.copyOf(received, Math.max(received.length * 2, size + more));
            }
            in.readBytes(received, size, more);
            size += more;
        } finally {
            in.release();
        }
        HttpAnswer answer = HttpAnswer.parse(received, size);
        if (answer != null) {
            answered(answer);
        }
    }

    private void answered(HttpAnswer answer) {
        String token = answer.status() == 200 ? token(answer.body()) : "";
        if (token.isEmpty()) {
            end("status " + answer.status(), answer.retryAfterSeconds() * 1000L);
        } else if (!ended) {
            ended = true;
            close();
            dialer.signedIn(client, token);
        }
    }

    private static String token(String body) {
        try {
            return JsonMapper.shared().readTree(body).path("accessToken").asString("");
        } catch (JacksonException broken) {
            return "";
        }
    }

    void failed(String reason) {
        end(reason, 0);
    }

    private void end(String reason, long retryAfterMs) {
        if (!ended) {
            ended = true;
            close();
            dialer.notSignedIn(client, reason, retryAfterMs);
        }
    }

    private void close() {
        if (channel != null) {
            var unused = channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        failed("closed by the server");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failed(String.valueOf(cause.getMessage()));
    }
}
