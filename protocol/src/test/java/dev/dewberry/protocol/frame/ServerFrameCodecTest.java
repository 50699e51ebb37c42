package dev.dewberry.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerFrameCodecTest {

    private static final ConversationId DIRECT = ConversationId.parse("d:7421:9001");

    private static void assertBothWays(String json, String written, ServerFrame frame) {
        assertThat(written).isEqualTo(json);
        assertThat(ServerFrameCodec.decode(json)).isEqualTo(frame);
    }

    @Test
    void everyFrameHasItsExactJson() {
        var welcome = new ServerFrame.Welcome("1", new UserId(7421), "ann", "31", "s", "e", 5, 60, 65536, 20);
        assertBothWays(
                "{\"type\":\"welcome\",\"id\":\"1\",\"user\":{\"id\":\"7421\",\"username\":\"ann\"},\"device\":\"31\","
                        + "\"session\":\"s\",\"epoch\":\"e\",\"time\":5,\"heartbeatSeconds\":60,"
                        + "\"limits\":{\"frameBytes\":65536,\"sendsPerSecond\":20}}",
                ServerFrameCodec.welcome(welcome),
                welcome);
        var ack = new ServerFrame.Ack("2", DIRECT, 17, "77120", 5, false);
        assertBothWays(
                "{\"type\":\"ack\",\"id\":\"2\",\"conversation\":\"d:7421:9001\",\"seq\":17,\"event\":\"77120\",\"at\":5}",
                ServerFrameCodec.ack(ack),
                ack);
        var again = new ServerFrame.Ack("2", DIRECT, 17, "77120", 5, true);
        assertBothWays(
                "{\"type\":\"ack\",\"id\":\"2\",\"conversation\":\"d:7421:9001\",\"seq\":17,\"event\":\"77120\",\"at\":5,"
                        + "\"duplicate\":true}",
                ServerFrameCodec.ack(again),
                again);
        var event = new Event(DIRECT, 17, "77120", new UserId(7421), 5, Content.Text.of("hi"), null);
        assertBothWays(
                "{\"type\":\"event\",\"conversation\":\"d:7421:9001\",\"seq\":17,\"event\":\"77120\",\"from\":\"7421\","
                        + "\"at\":5,\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}",
                ServerFrameCodec.event(event),
                new ServerFrame.EventFrame(event));
        var mark = new ServerFrame.Mark(DIRECT, new UserId(9001), 17, 16);
        assertBothWays(
                "{\"type\":\"mark\",\"conversation\":\"d:7421:9001\",\"user\":\"9001\",\"delivered\":17,\"read\":16}",
                ServerFrameCodec.mark(mark),
                mark);
        var typing = new ServerFrame.Typing(DIRECT, new UserId(7421), true);
        assertBothWays(
                "{\"type\":\"typing\",\"conversation\":\"d:7421:9001\",\"user\":\"7421\",\"on\":true}",
                ServerFrameCodec.typing(typing),
                typing);
        var presence = new ServerFrame.Presence("4", List.of(new PresenceItem(new UserId(9), "offline", null, null)));
        assertBothWays(
                "{\"type\":\"presence\",\"id\":\"4\",\"items\":[{\"user\":\"9\",\"status\":\"offline\",\"lastSeen\":null}]}",
                ServerFrameCodec.presence(presence),
                presence);
        assertBothWays(
                "{\"type\":\"error\",\"id\":\"2\",\"code\":\"busy\",\"message\":\"later\",\"retryAfterMs\":100}",
                ServerFrameCodec.error("2", ErrorCode.BUSY, "later", 100L),
                new ServerFrame.Error("2", ErrorCode.BUSY, "later", 100L));
        assertBothWays(
                "{\"type\":\"resync\"}",
                ServerFrameCodec.resync(new ServerFrame.Resync(null)),
                new ServerFrame.Resync(null));
        assertBothWays(
                "{\"type\":\"resync\",\"conversation\":\"d:7421:9001\"}",
                ServerFrameCodec.resync(new ServerFrame.Resync(DIRECT)),
                new ServerFrame.Resync(DIRECT));
        var goaway = new ServerFrame.Goaway("drain", 100, 2000);
        assertBothWays(
                "{\"type\":\"goaway\",\"reason\":\"drain\",\"retryAfterMs\":[100,2000]}",
                ServerFrameCodec.goaway(goaway),
                goaway);
        assertBothWays(
                "{\"type\":\"pong\",\"time\":5}",
                ServerFrameCodec.pong(new ServerFrame.Pong(null, 5)),
                new ServerFrame.Pong(null, 5));
    }

    @Test
    void anEventOfTheSystemIsFromNull() {
        var event = new Event(DIRECT, 1, "1", null, 5, new Content.Group("g", 3), null);
        assertThat(ServerFrameCodec.event(event)).contains("\"from\":null");
        assertThat(ServerFrameCodec.decode(ServerFrameCodec.event(event))).isEqualTo(new ServerFrame.EventFrame(event));
    }

    @Test
    void anAnswerMadeElsewhereGetsTypeAndIdInFront() {
        assertThat(ServerFrameCodec.spliced("events", "6\"", "{\"events\":[],\"more\":false}"))
                .isEqualTo("{\"type\":\"events\",\"id\":\"6\\\"\",\"events\":[],\"more\":false}");
        assertThat(ServerFrameCodec.spliced("events", "6", "{}")).isEqualTo("{\"type\":\"events\",\"id\":\"6\"}");
    }

    @Test
    void conversationsAreReadWithTheirEventsAndMarks() {
        var frame = (ServerFrame.Conversations) ServerFrameCodec.decode("""
                {"type":"conversations","id":"5","items":[
                 {"conversation":"d:7421:9001","kind":"direct","name":null,"headSeq":40,"readSeq":38,"deliveredSeq":40,
                  "unread":2,"marks":[{"user":"9001","delivered":3,"read":2}],"events":[
                  {"conversation":"d:7421:9001","seq":40,"event":"9","from":"9001","at":1,
                   "content":{"kind":"text","text":"x"}}]},
                 {"conversation":"g:5","left":true}],"cursor":"c","more":true,"later":1}""");
        assertThat(frame.items()).hasSize(2);
        assertThat(frame.items().get(0).unread()).isEqualTo(2);
        assertThat(frame.items().get(0).marks())
                .containsExactly(new ConversationItem.MemberMark(new UserId(9001), 3, 2));
        assertThat(frame.items().get(0).events()).extracting(Event::seq).containsExactly(40L);
        assertThat(frame.items().get(1).left()).isTrue();
        assertThat(frame.cursor()).isEqualTo("c");
    }

    @Test
    void aTypeOrCodeOfALaterReleaseDoesNoHarm() {
        assertThat(ServerFrameCodec.decode("{\"type\":\"fireworks\",\"n\":1}"))
                .isEqualTo(new ServerFrame.Unknown("fireworks"));
        assertThat(ServerFrameCodec.decode("{\"type\":\"error\",\"code\":\"tired\",\"message\":\"m\"}"))
                .isEqualTo(new ServerFrame.Error(null, null, "m", null));
    }
}
