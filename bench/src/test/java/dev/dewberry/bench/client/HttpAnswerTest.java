package dev.dewberry.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {
    private static final String PLAIN =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nContent-Length: 9\r\n\r\n{\"a\":\"ä\"}";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "5\r\n{\"a\":\r\n4;x=y\r\n\"b\"}\r\n0\r\n\r\n";

    private static @Nullable HttpAnswer parse(String text, int size) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return HttpAnswer.parse(bytes, Math.min(size, bytes.length));
    }

    @Test
    void readsABodyOfKnownLength() {
        String longer = PLAIN.replace("9", "10");

        assertThat(parse(longer, 1000)).isEqualTo(new HttpAnswer(200, 0, "{\"a\":\"ä\"}"));
    }

    @Test
    void putsChunksTogether() {
        assertThat(parse(CHUNKED, 1000)).isEqualTo(new HttpAnswer(200, 0, "{\"a\":\"b\"}"));
    }

    @Test
    void waitsUntilTheAnswerIsWhole() {
        int lastChunk = CHUNKED.length() - "\r\n\r\n".length();
        for (int size = 0; size < lastChunk; size++) {
            assertThat(parse(CHUNKED, size)).as("%d bytes", size).isNull();
        }
    }

    @Test
    void saysWhenToComeAgain() {
        HttpAnswer answer = parse("HTTP/1.1 503 Busy\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n", 1000);

        assertThat(answer).isEqualTo(new HttpAnswer(503, 3, ""));
    }
}
