package dev.dewberry.message.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AlertMessageTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:10:00Z");

    private static String posted(String alerts) {
        return "{\"version\":\"4\",\"status\":\"firing\",\"alerts\":[" + alerts + "]}";
    }

    private static String alert(String status, String severity, String summary) {
        return """
                {"status":"%s","labels":{"alertname":"DewberryDiskFull","severity":"%s"},
                 "annotations":{"summary":"%s","description":"MariaDB waits.","runbook_url":"https://example.org/r"},
                 "startsAt":"2026-11-22T12:00:00Z","fingerprint":"aa"}""".formatted(status, severity, summary);
    }

    @Test
    void saysWhatIsTheMatterHowBadItIsAndWhereToRead() {
        AlertMessage message = AlertMessage.of(posted(alert("firing", "critical", "The disk is full.")), NOW);

        assertThat(message.text()).isEqualTo("CRITICAL: The disk is full.\nMariaDB waits.\nhttps://example.org/r");
    }

    @Test
    void saysThatItIsOver() {
        AlertMessage message = AlertMessage.of(posted(alert("resolved", "warning", "The disk is full.")), NOW);

        assertThat(message.text()).isEqualTo("Over: The disk is full.");
    }

    @Test
    void whatIsPostedAgainIsTheSameAndNewsAndRemindersAreNot() {
        String firing = posted(alert("firing", "warning", "s"));
        String id = AlertMessage.of(firing, NOW).clientId();

        assertThat(id).hasSizeLessThanOrEqualTo(Limits.ID_CHARACTERS);
        assertThat(AlertMessage.of(firing, NOW.plusSeconds(60)).clientId()).isEqualTo(id);
        assertThat(AlertMessage.of(posted(alert("resolved", "warning", "s")), NOW)
                        .clientId())
                .isNotEqualTo(id);
        assertThat(AlertMessage.of(firing, NOW.plus(Duration.ofHours(12))).clientId())
                .isNotEqualTo(id);
    }

    @Test
    void isCriticalWhereAnyOfItIsAndIsNotOver() {
        String warning = alert("firing", "warning", "s");
        String critical = alert("firing", "critical", "s");

        assertThat(AlertMessage.of(posted(warning), NOW).critical()).isFalse();
        assertThat(AlertMessage.of(posted(warning + "," + critical), NOW).critical())
                .isTrue();
        assertThat(AlertMessage.of(posted(alert("resolved", "critical", "s")), NOW)
                        .critical())
                .isFalse();
    }

    @Test
    void isNeverLongerThanAText() {
        String many = (alert("firing", "warning", "x".repeat(3000)) + ",").repeat(30);
        AlertMessage message = AlertMessage.of(posted(many.substring(0, many.length() - 1)), NOW);

        assertThat(message.text()).hasSize(Limits.TEXT_CHARACTERS);
        assertThat(message.textAfter(7)).hasSize(Limits.TEXT_CHARACTERS).startsWith("There were too many alerts; 7 ");
    }

    @Test
    void namesTheAlertWhereItHasNoSummaryAndCountsThoseLeftOut() {
        String bare = "{\"status\":\"firing\",\"labels\":{\"alertname\":\"Odd\"}}";
        String many = (bare + ",").repeat(22);
        AlertMessage message = AlertMessage.of(posted(many.substring(0, many.length() - 1)), NOW);

        assertThat(message.text()).startsWith("Warning: Odd\n").endsWith("and 2 more");
    }

    @Test
    void refusesWhatAlertmanagerDoesNotPost() {
        for (String body : new String[] {"", "[]", "{}", "{\"alerts\":{}}", "{\"alerts\":[]}", "no json"}) {
            assertThatThrownBy(() -> AlertMessage.of(body, NOW)).isInstanceOf(ProtocolException.class);
        }
    }
}
