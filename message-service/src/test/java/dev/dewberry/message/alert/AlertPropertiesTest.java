package dev.dewberry.message.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AlertPropertiesTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private static AlertProperties bound(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("dewberry.message.alerts", AlertProperties.class);
    }

    @Test
    void isOffByDefault() {
        assertThat(bound(Map.of()).enabled()).isFalse();
        assertThat(new AlertProperties("", "", "").enabled()).isFalse();
    }

    @Test
    void takesTokenSenderAndConversationAndTellsNobodyTheToken() {
        AlertProperties properties = bound(Map.of(
                "dewberry.message.alerts.token", TOKEN + "\n",
                "dewberry.message.alerts.sender", "7",
                "dewberry.message.alerts.conversation", "g:88"));

        assertThat(properties.enabled()).isTrue();
        assertThat(properties.isToken(TOKEN)).isTrue();
        assertThat(properties.isToken(TOKEN + "x")).isFalse();
        assertThat(properties.from().value()).isEqualTo(7);
        assertThat(properties.to().toString()).isEqualTo("g:88");
        assertThat(properties.toString()).doesNotContain(TOKEN);
    }

    @Test
    void refusesHalfOfItAndShortTokens() {
        assertThatThrownBy(() -> new AlertProperties(TOKEN, "7", null)).hasMessageContaining("none of them");
        assertThatThrownBy(() -> new AlertProperties("short", "7", "g:88")).hasMessageContaining("32 characters");
        assertThatThrownBy(() -> new AlertProperties(TOKEN, "7", "room")).isNotNull();
    }
}
