package dev.dewberry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dewberry.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {

    private static Content client(String json) {
        return Content.ofClient(Json.read(json));
    }

    private static void assertRefused(String json, ErrorCode code) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> client(json))
                .matches(e -> e.code() == code, code.wire());
    }

    @Test
    void aTextIsWrittenCompactWithItsKindFirst() {
        assertThat(client("""
                        {"text":"hi","extra":1,"kind":"text","replyTo":4,"mentions":["7","9"],
                         "format":"markdown","expiresIn":60}""").toJson())
                .isEqualTo("{\"kind\":\"text\",\"text\":\"hi\",\"replyTo\":4,\"mentions\":[\"7\",\"9\"],"
                        + "\"format\":\"markdown\",\"expiresIn\":60}");
    }

    @Test
    void anAbsentFieldEqualsNull() {
        assertThat(client("{\"kind\":\"text\",\"text\":\"hi\",\"replyTo\":null}"))
                .isEqualTo(Content.Text.of("hi"));
    }

    @Test
    void charactersAreCodePoints() {
        String emoji = "😀".repeat(Limits.TEXT_CHARACTERS);
        assertThat(client("{\"kind\":\"text\",\"text\":\"" + emoji + "\"}")).isEqualTo(Content.Text.of(emoji));
        assertRefused("{\"kind\":\"text\",\"text\":\"" + emoji + "x\"}", ErrorCode.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"text\"}",
                "{\"kind\":\"text\",\"text\":\"\"}",
                "{\"kind\":\"text\",\"text\":7}",
                "{\"kind\":\"text\",\"text\":\"\\ud800\"}",
                "{\"kind\":\"text\",\"text\":\"x\",\"replyTo\":0}",
                "{\"kind\":\"text\",\"text\":\"x\",\"replyTo\":1.5}",
                "{\"kind\":\"text\",\"text\":\"x\",\"mentions\":[7]}",
                "{\"kind\":\"text\",\"text\":\"x\",\"mentions\":\"7\"}",
                "{\"kind\":\"text\",\"text\":\"x\",\"format\":\"html\"}",
                "{\"kind\":\"text\",\"text\":\"x\",\"expiresIn\":-1}",
                "{\"kind\":\"custom\",\"name\":\"n\",\"data\":[]}",
                "{\"kind\":\"custom\",\"data\":{}}",
                "{\"text\":\"x\"}",
                "{\"kind\":5}"
            })
    void whatIsMissingOrWrongIsABadFrame(String json) {
        assertRefused(json, ErrorCode.BAD_FRAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"member", "group", "gone", "media", "edit", "recall", "reaction", "pin", "encrypted", "poll"})
    void kindsThatClientsMayNotSendAreUnsupported(String kind) {
        assertRefused("{\"kind\":\"" + kind + "\",\"text\":\"x\"}", ErrorCode.UNSUPPORTED);
    }

    @Test
    void customDataHasAtMost16KiB() {
        String ok = "{\"kind\":\"custom\",\"name\":\"n\",\"data\":{\"a\":\"" + "x".repeat(16_384 - 8) + "\"}}";
        assertThat(client(ok).kind()).isEqualTo("custom");
        assertRefused(ok.replace("x\"}}", "xx\"}}"), ErrorCode.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1,\"b\":[true,null]} | {\"b\" : [true, null], \"a\" : 1}",
                "{\"a\":1}                   | {\"a\":1.0}",
                "{\"a\":100}                 | {\"a\":1e2}",
                "{\"a\":0}                   | {\"a\":-0.0}"
            })
    void equalJsonValuesAreTheSameContent(String one, String other) {
        assertThat(custom(one).canonical()).isEqualTo(custom(other).canonical());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":1}     | {\"a\":\"1\"}",
                "{\"a\":1}     | {\"a\":\"#1\"}",
                "{\"a\":[1,2]} | {\"a\":[2,1]}",
                "{\"a\":\"x\"} | {\"a\":\"X\"}",
                "{\"a\":null}  | {}",
                "{\"a\":12345678901234567890} | {\"a\":12345678901234567891}"
            })
    void differentJsonValuesAreDifferentContents(String one, String other) {
        assertThat(custom(one).canonical()).isNotEqualTo(custom(other).canonical());
    }

    @Test
    void aNumberWithAHugeExponentStaysShort() {
        assertThat(custom("{\"a\":1e999999}").canonical()).hasSizeLessThan(100);
    }

    private static Content custom(String data) {
        return client("{\"kind\":\"custom\",\"name\":\"n\",\"data\":" + data + "}");
    }

    @Test
    void aKindOfALaterReleaseIsKeptAsItCame() {
        String json = "{\"kind\":\"poll\",\"question\":\"tea?\",\"options\":[\"yes\",\"no\"]}";
        assertThat(Content.ofServer(Json.read(json)).toJson()).isEqualTo(json);
    }
}
