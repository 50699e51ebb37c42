package dev.dewberry.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerFrameTest {
    private final ServerFrame frame = new ServerFrame();

    private ServerFrame parse(String json) {
        byte[] bytes = ("??" + json + "??").getBytes(StandardCharsets.UTF_8);
        frame.parse(bytes, 2, bytes.length - 2);
        return frame;
    }

    @Test
    void readsAnEvent() {
        parse(
                "{\"type\":\"event\",\"conversation\":\"d:7421:9001\",\"seq\":17,\"event\":\"77120\",\"from\":\"7421\","
                        + "\"at\":1763757600123,\"content\":{\"kind\":\"text\",\"mentions\":[{\"text\":\"no\"}],\"text\":\"RUN 42 \\\"x\"}}");

        assertThat(frame.type()).isEqualTo(ServerFrame.Type.EVENT);
        assertThat(frame.conversation().is("d:7421:9001")).isTrue();
        assertThat(frame.seq()).isEqualTo(17);
        assertThat(frame.event()).isEqualTo(77120);
        assertThat(frame.from()).isEqualTo(7421);
        assertThat(frame.text().startsWith("RUN ".getBytes(StandardCharsets.US_ASCII)))
                .isTrue();
        assertThat(frame.text().numberAt(4)).isEqualTo(42);
    }

    @Test
    void readsAnAckAndForgetsTheFrameBefore() {
        parse("{\"type\":\"event\",\"conversation\":\"g:1\",\"seq\":5,\"from\":null,\"content\":{\"text\":\"a\"}}");
        assertThat(frame.from()).isEqualTo(-1);
        parse(
                "{\"type\":\"ack\",\"id\":\"s12\",\"conversation\":\"g:1\",\"seq\":6,\"event\":\"9\",\"at\":1,\"duplicate\":true}");

        assertThat(frame.type()).isEqualTo(ServerFrame.Type.ACK);
        assertThat(frame.id().numberAt(1)).isEqualTo(12);
        assertThat(frame.duplicate()).isTrue();
        assertThat(frame.text().isEmpty()).isTrue();
    }

    @Test
    void readsAnErrorWithAndWithoutRetry() {
        parse("{\"type\":\"error\",\"id\":\"s1\",\"code\":\"busy\",\"message\":\"}{,\\\"\",\"retryAfterMs\":150}");
        assertThat(frame.code().is("busy")).isTrue();
        assertThat(frame.retryAfterMs()).isEqualTo(150);

        parse("{ \"type\" : \"error\" , \"id\" : null , \"code\" : \"bad_frame\" }");
        assertThat(frame.id().isEmpty()).isTrue();
        assertThat(frame.retryAfterMs()).isEqualTo(-1);
    }

    @Test
    void walksTheEventsOfAPage() {
        parse(
                "{\"type\":\"events\",\"id\":\"v3\",\"events\":[{\"seq\":1,\"content\":{\"text\":\"]\"}}, {\"seq\":2}],\"more\":true}");
        var entry = new ServerFrame();
        var entries = frame.entries();

        assertThat(frame.more()).isTrue();
        assertThat(entries.next(entry)).isTrue();
        assertThat(entry.seq()).isEqualTo(1);
        assertThat(entries.next(entry)).isTrue();
        assertThat(entry.seq()).isEqualTo(2);
        assertThat(entries.next(entry)).isFalse();
    }

    @Test
    void readsAGoawaysRange() {
        parse("{\"type\":\"goaway\",\"reason\":\"drain\",\"retryAfterMs\":[500,3000]}");

        assertThat(frame.type()).isEqualTo(ServerFrame.Type.GOAWAY);
        assertThat(frame.retryAfterMs()).isEqualTo(500);
    }

    @Test
    void unknownTypesAndFieldsAreIgnored() {
        assertThat(parse("{\"type\":\"future\",\"x\":[1,{\"y\":\"]\"}],\"z\":-1.5e3}")
                        .type())
                .isEqualTo(ServerFrame.Type.OTHER);
        assertThat(parse("{}").type()).isEqualTo(ServerFrame.Type.OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":\"",
                "{\"seq\":x}",
                "{\"a\":[1,2}",
                "{\"a\":1 \"b\":2}"
            })
    void brokenTextIsReportedAsSuch(String json) {
        assertThatThrownBy(() -> frame.parse(json.getBytes(StandardCharsets.UTF_8), 0, json.length()))
                .isInstanceOf(MalformedFrame.class);
    }
}
