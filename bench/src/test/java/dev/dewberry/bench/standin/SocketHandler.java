package dev.dewberry.bench.standin;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The frames that the bench's clients send.
final class SocketHandler extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PAGE = 50;
    private final Logs logs;
    private long user;

    SocketHandler(Logs logs) {
        this.logs = logs;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame message) {
        JsonNode frame = JSON.readTree(message.text());
        String id = frame.path("id").asString("");
        switch (frame.path("type").asString()) {
            case "hello" -> hello(context, id, frame);
            case "send" -> {
                String answer = logs.send(user, frame);
                if (!answer.isEmpty()) {
                    text(context, answer);
                }
            }
            case "history" -> history(context, id, frame);
            case "sync" -> sync(context, id);
            case "watch" -> text(context, "{\"type\":\"presence\",\"id\":\"" + id + "\",\"items\":[]}");
            case "delivered", "read", "typing" -> {
                // The stand-in keeps no marks.
            }
            default -> throw new IllegalArgumentException(frame.toString());
        }
    }

    private void hello(ChannelHandlerContext context, String id, JsonNode frame) {
        String token = frame.path("token").asString();
        if (!token.matches("t[0-9]+")) {
            logs.badToken();
            close(context, 4401);
            return;
        }
        user = Long.parseLong(token.substring(1));
        logs.online.put(user, context);
        text(
                context,
                "{\"type\":\"welcome\",\"id\":\"" + id + "\",\"user\":{\"id\":\"" + user
                        + "\",\"username\":\"u\"},\"device\":\"1\",\"session\":\"s\",\"epoch\":\"e\",\"time\":1,\"heartbeatSeconds\":60,"
                        + "\"limits\":{\"frameBytes\":65536,\"sendsPerSecond\":20}}");
    }

    private void history(ChannelHandlerContext context, String id, JsonNode frame) {
        if (logs.historyBusy()) {
            text(
                    context,
                    "{\"type\":\"error\",\"id\":\"" + id
                            + "\",\"code\":\"busy\",\"message\":\"m\",\"retryAfterMs\":20}");
            return;
        }
        String conversation = frame.path("conversation").asString();
        long after = frame.path("after").asLong(0);
        long before = frame.path("before").asLong(Long.MAX_VALUE);
        List<Logs.Event> wanted = logs.log(conversation).events.stream()
                .filter(event -> event.seq() > after && event.seq() < before)
                .toList();
        String events = wanted.stream()
                .limit(PAGE)
                .map(event -> event.json(conversation))
                .collect(Collectors.joining(","));
        text(
                context,
                "{\"type\":\"events\",\"id\":\"" + id + "\",\"conversation\":\"" + conversation + "\",\"events\":["
                        + events + "],\"more\":" + (wanted.size() > PAGE) + "}");
        if (wanted.size() <= PAGE) {
            logs.historyWasRead(conversation);
        }
    }

    private void sync(ChannelHandlerContext context, String id) {
        String items = logs.of(user).entrySet().stream()
                .map(entry -> {
                    List<Logs.Event> all = entry.getValue().events;
                    String events = all.subList(Math.max(0, all.size() - 20), all.size()).stream()
                            .map(event -> event.json(entry.getKey()))
                            .collect(Collectors.joining(","));
                    return "{\"conversation\":\"" + entry.getKey() + "\",\"kind\":\"direct\",\"headSeq\":"
                            + entry.getValue().head + ",\"readSeq\":0,\"deliveredSeq\":0,\"unread\":0,\"events\":["
                            + events
                            + "]}";
                })
                .collect(Collectors.joining(","));
        text(
                context,
                "{\"type\":\"conversations\",\"id\":\"" + id + "\",\"items\":[" + items
                        + "],\"cursor\":\"c\",\"more\":false}");
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        logs.online.remove(user, context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(context, 4400);
    }

    private static void close(ChannelHandlerContext context, int code) {
        context.writeAndFlush(new CloseWebSocketFrame(code, "")).addListener(ChannelFutureListener.CLOSE);
    }

    static void text(ChannelHandlerContext context, String json) {
        context.writeAndFlush(new TextWebSocketFrame(json));
    }
}
