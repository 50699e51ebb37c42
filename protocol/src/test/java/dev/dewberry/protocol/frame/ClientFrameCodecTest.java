package dev.dewberry.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientFrameCodecTest {

    private static void assertBothWays(String json, ClientFrame frame) {
        assertThat(ClientFrameCodec.decode(json)).isEqualTo(frame);
        assertThat(ClientFrameCodec.encode(frame)).isEqualTo(json);
    }

    @Test
    void everyFrameHasItsExactJson() {
        ConversationId direct = ConversationId.parse("d:7:9");
        assertBothWays(
                "{\"type\":\"hello\",\"id\":\"1\",\"token\":\"t\",\"background\":true}",
                new ClientFrame.Hello("1", "t", true));
        assertBothWays(
                "{\"type\":\"send\",\"id\":\"2\",\"to\":{\"user\":\"9\"},\"clientId\":\"c\","
                        + "\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}",
                new ClientFrame.Send("2", new ClientFrame.Target.ToUser(new UserId(9)), "c", Content.Text.of("hi")));
        assertBothWays(
                "{\"type\":\"send\",\"id\":\"2\",\"to\":{\"conversation\":\"d:7:9\"},\"clientId\":\"c\","
                        + "\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}",
                new ClientFrame.Send("2", new ClientFrame.Target.ToConversation(direct), "c", Content.Text.of("hi")));
        assertBothWays("{\"type\":\"read\",\"conversation\":\"d:7:9\",\"seq\":17}", new ClientFrame.Read(direct, 17));
        assertBothWays(
                "{\"type\":\"delivered\",\"conversation\":\"d:7:9\",\"seq\":17}",
                new ClientFrame.Delivered(direct, 17));
        assertBothWays(
                "{\"type\":\"typing\",\"conversation\":\"d:7:9\",\"on\":true}", new ClientFrame.Typing(direct, true));
        assertBothWays(
                "{\"type\":\"watch\",\"id\":\"4\",\"users\":[\"9\"]}",
                new ClientFrame.Watch("4", List.of(new UserId(9))));
        assertBothWays(
                "{\"type\":\"status\",\"status\":\"away\",\"text\":\"tea\"}", new ClientFrame.Status("away", "tea"));
        assertBothWays(
                "{\"type\":\"sync\",\"id\":\"5\",\"cursor\":null,\"events\":20,\"limit\":50}",
                new ClientFrame.Sync("5", null, 20, 50));
        assertBothWays(
                "{\"type\":\"history\",\"id\":\"6\",\"conversation\":\"d:7:9\",\"after\":17,\"limit\":100}",
                new ClientFrame.History("6", direct, 17L, null, 100));
        assertBothWays("{\"type\":\"ping\"}", new ClientFrame.Ping(null));
    }

    @Test
    void unknownFieldsAreIgnoredAndNullIsAbsent() {
        assertThat(ClientFrameCodec.decode("{\"type\":\"history\",\"id\":\"6\",\"conversation\":\"g:1\",\"new\":[{}],"
                        + "\"after\":null,\"before\":null,\"limit\":null}"))
                .isEqualTo(new ClientFrame.History("6", ConversationId.parse("g:1"), null, null, 50));
    }

    @Test
    void limitsAboveTheMaximumAreCutSilently() {
        assertThat(ClientFrameCodec.decode(
                        "{\"type\":\"sync\",\"id\":\"5\",\"cursor\":\"x\",\"events\":1000,\"limit\":100000}"))
                .isEqualTo(new ClientFrame.Sync("5", "x", 100, 200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "{",
                "[]",
                "7",
                "null",
                "\"hello\"",
                "{}",
                "{\"type\":null}",
                "{\"type\":7}",
                "{\"type\":\"ping\"}{}",
                "{\"type\":\"ping\"} x",
                "{'type':'ping'}",
                "{\"id\":\"1\"}",
                "NaN"
            })
    void whatIsNotJsonOrHasNoTypeClosesTheSocket(String text) {
        assertThatExceptionOfType(BadFrame.class)
                .isThrownBy(() -> ClientFrameCodec.decode(text))
                .matches(BadFrame::isMalformed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"dance\",\"id\":\"1\"}                                              | unsupported | 1",
                "{\"type\":\"hello\",\"id\":\"1\"}                                              | bad_frame   | 1",
                "{\"type\":\"hello\",\"token\":\"t\"}                                           | bad_frame   | ",
                "{\"type\":\"hello\",\"id\":7,\"token\":\"t\"}                                  | bad_frame   | ",
                "{\"type\":\"hello\",\"id\":\"\",\"token\":\"t\"}                               | bad_frame   | ",
                "{\"type\":\"send\",\"id\":\"1\",\"to\":{},\"clientId\":\"c\",\"content\":{\"kind\":\"text\",\"text\":\"x\"}} | bad_frame | 1",
                "{\"type\":\"send\",\"id\":\"1\",\"to\":{\"user\":\"9\",\"conversation\":\"g:1\"},\"clientId\":\"c\",\"content\":{\"kind\":\"text\",\"text\":\"x\"}} | bad_frame | 1",
                "{\"type\":\"send\",\"id\":\"1\",\"to\":{\"user\":\"9\"},\"content\":{\"kind\":\"text\",\"text\":\"x\"}} | bad_frame | 1",
                "{\"type\":\"send\",\"id\":\"1\",\"to\":{\"user\":9},\"clientId\":\"c\",\"content\":{\"kind\":\"text\",\"text\":\"x\"}} | bad_frame | 1",
                "{\"type\":\"send\",\"id\":\"1\",\"to\":{\"conversation\":\"d:9:7\"},\"clientId\":\"c\",\"content\":{\"kind\":\"text\",\"text\":\"x\"}} | bad_frame | 1",
                "{\"type\":\"read\",\"conversation\":\"d:7:9\"}                                 | bad_frame   | ",
                "{\"type\":\"read\",\"conversation\":\"d:7:9\",\"seq\":-1}                      | bad_frame   | ",
                "{\"type\":\"read\",\"conversation\":\"d:7:9\",\"seq\":9007199254740992}        | bad_frame   | ",
                "{\"type\":\"sync\",\"id\":\"1\",\"limit\":0}                                   | bad_frame   | 1",
                "{\"type\":\"history\",\"id\":\"1\",\"conversation\":\"g:1\",\"after\":\"17\"}  | bad_frame   | 1",
                "{\"type\":\"status\",\"status\":\"offline\"}                                   | bad_frame   | ",
            })
    void whatIsMissingOrWrongIsAnsweredByAnError(String json, String code, @Nullable String id) {
        assertThatExceptionOfType(BadFrame.class)
                .isThrownBy(() -> ClientFrameCodec.decode(json))
                .matches(e -> !e.isMalformed())
                .matches(e -> e.code() == ErrorCode.ofWire(code))
                .matches(e -> java.util.Objects.equals(e.id(), id));
    }
}
