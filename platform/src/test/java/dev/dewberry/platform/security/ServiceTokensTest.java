package dev.dewberry.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ServiceTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final SecurityProperties KEY = key(1);

    private static SecurityProperties key(int first) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) first;
        return new SecurityProperties(Base64.getEncoder().encodeToString(bytes));
    }

    private static ServiceTokens tokens(String self, SecurityProperties key, Instant now) {
        return new ServiceTokens(self, key, Clock.fixed(now, ZoneOffset.UTC));
    }

    @Test
    void aTokenProvesTheCallerToTheCalledOneOnly() {
        String token = tokens("gateway", KEY, NOW).issue("storage");
        assertThat(tokens("storage", KEY, NOW).verify(token)).isEqualTo("gateway");
        assertThat(tokens("auth", KEY, NOW).verify(token)).isNull();
    }

    @Test
    void anotherKeyOrAnAlteredTokenProvesNothing() {
        String token = tokens("gateway", key(2), NOW).issue("storage");
        ServiceTokens storage = tokens("storage", KEY, NOW);
        assertThat(storage.verify(token)).isNull();
        assertThat(storage.verify("x")).isNull();
        assertThat(storage.verify("eyJhbGciOiJub25lIn0.eyJhdWQiOiJzdG9yYWdlIiwiaXNzIjoiZ2F0ZXdheSJ9."))
                .isNull();
    }

    @Test
    void aTokenEndsAfterItsMinuteAndHalfAMinuteForTheClocks() {
        String token = tokens("gateway", KEY, NOW).issue("storage");
        assertThat(tokens("storage", KEY, NOW.plus(Duration.ofSeconds(89))).verify(token))
                .isEqualTo("gateway");
        assertThat(tokens("storage", KEY, NOW.plus(Duration.ofSeconds(91))).verify(token))
                .isNull();
    }

    @Test
    void aShortKeyIsRefusedAndNoKeyIsPrinted() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SecurityProperties("c2hvcnQ="));
        assertThat(KEY.toString()).doesNotContain(KEY.serviceKey());
    }
}
