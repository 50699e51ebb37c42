package dev.dewberry.bench.standin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The REST calls that the bench makes.
final class RestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Map<String, String> BUSY = Map.of("code", "busy");
    private final Logs logs;

    RestHandler(Logs logs) {
        super(false);
        this.logs = logs;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.uri().equals("/ws")) {
            context.fireChannelRead(request);
            return;
        }
        JsonNode body = JSON.readTree(request.content().toString(StandardCharsets.UTF_8));
        String authorization = request.headers().get("Authorization", "").replace("Bearer ", "");
        request.release();
        Object answer = answer(request.uri(), authorization, body);
        byte[] json = JSON.writeValueAsBytes(answer);
        HttpResponseStatus status = answer == BUSY ? HttpResponseStatus.SERVICE_UNAVAILABLE : HttpResponseStatus.OK;
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(json));
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, json.length);
        context.writeAndFlush(response);
    }

    private Object answer(String uri, String token, JsonNode body) {
        return switch (uri) {
            case "/api/v1/auth/login" -> {
                String access = logs.signIn(body.path("username").asString());
                yield access.isEmpty() ? BUSY : Map.of("accessToken", access);
            }
            case "/api/v1/admin/users:batch" -> {
                var users = new ArrayList<Map<String, String>>();
                body.path("users")
                        .forEach(user -> users.add(Map.of(
                                "id",
                                Long.toString(logs.newUser(user.path("username").asString())),
                                "username",
                                user.path("username").asString())));
                yield Map.of("users", users);
            }
            case "/api/v1/admin/tokens:batch" -> {
                var tokens = new ArrayList<Map<String, Object>>();
                body.path("users")
                        .forEach(id -> tokens.add(
                                Map.of("user", id.asString(), "accessToken", "t" + id.asString(), "expiresIn", 43200)));
                yield Map.of("tokens", tokens);
            }
            case "/api/v1/groups" -> {
                List<Long> members = new ArrayList<>(List.of(Long.parseLong(token.substring(1))));
                body.path("members").forEach(id -> members.add(Long.parseLong(id.asString())));
                yield Map.of("conversation", logs.newGroup(members));
            }
            default -> throw new IllegalArgumentException(uri);
        };
    }
}
