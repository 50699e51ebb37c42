package dev.dewberry.systemtests.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.systemtests.cluster.User;
import dev.dewberry.systemtests.traffic.Findings.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// The checker sees what it is there to see.
class LogCheckTest {

    private static final User ANN = new User(UserId.parse("7"), "ann", "token");
    private static final ConversationId PAIR = ConversationId.direct(ANN.id(), UserId.parse("9"));

    private final Findings findings = new Findings();
    private final List<LogEntry> log = new ArrayList<>();
    private final Written ann = new Written(new ArrayList<>());

    @Test
    void findsNothingWhereAllIsWell() {
        write("a", 1);
        write("b", 2);

        check();
        new LogCheck(PAIR, log, findings).heardBy("bob", List.of(1L, 2L));

        assertThat(findings.lines()).isEmpty();
    }

    @Test
    void findsWhatWasAcknowledgedAndIsNotThere() {
        write("a", 1);
        ann.sent().add(acknowledged("b", 2));

        check();

        assertThat(findings.count(Kind.LOST)).isEqualTo(1);
    }

    @Test
    void findsAnotherMessageInThePlaceOfTheAcknowledgedOne() {
        ann.sent().add(acknowledged("a", 2));
        log.add(entry(1, "a"));

        check();

        assertThat(findings.count(Kind.LOST)).isEqualTo(1);
    }

    @Test
    void findsAHoleInTheLog() {
        write("a", 1);
        write("b", 3);

        check();

        assertThat(findings.count(Kind.LOST)).isEqualTo(1);
    }

    @Test
    void findsAHistoryThatShowsAnEventTwice() {
        write("a", 1);
        write("b", 2);
        log.add(entry(2, "b"));

        new LogCheck(PAIR, log, findings).entries();

        assertThat(findings.count(Kind.DOUBLED)).isEqualTo(2);
        assertThat(findings.count(Kind.LOST)).isZero();
    }

    @Test
    void findsWhatIsThereTwice() {
        write("a", 1);
        log.add(entry(2, "a"));

        check();

        assertThat(findings.count(Kind.DOUBLED)).isEqualTo(1);
    }

    @Test
    void findsWhatNobodyWrote() {
        log.add(entry(1, "a"));

        check();

        assertThat(findings.count(Kind.DOUBLED)).isEqualTo(1);
    }

    @Test
    void findsAnotherOrderThanThatOfWriting() {
        ann.sent().add(acknowledged("a", 2));
        ann.sent().add(acknowledged("b", 1));
        log.add(entry(1, "b"));
        log.add(entry(2, "a"));

        check();

        assertThat(findings.count(Kind.OUT_OF_ORDER)).isEqualTo(1);
    }

    @Test
    void findsWhatWasNeverAnsweredOrRefused() {
        ann.sent().add(new Sent(PAIR, "a"));
        Sent refused = new Sent(PAIR, "b");
        refused.answer().completeExceptionally(new IllegalStateException("forbidden"));
        ann.sent().add(refused);

        check();

        assertThat(findings.count(Kind.UNANSWERED)).isEqualTo(2);
    }

    @Test
    void findsWhatWasNotHeardOrTwiceOrTooEarly() {
        write("a", 1);
        write("b", 2);
        write("c", 3);

        new LogCheck(PAIR, log, findings).heardBy("bob", List.of(3L, 1L, 3L));

        assertThat(findings.count(Kind.MISSED)).isEqualTo(1);
        assertThat(findings.count(Kind.DOUBLED)).isEqualTo(1);
        assertThat(findings.count(Kind.OUT_OF_ORDER)).isEqualTo(1);
    }

    private void check() {
        LogCheck check = new LogCheck(PAIR, log, findings);
        check.entries();
        check.messagesOf(ann);
    }

    private void write(String text, long seq) {
        ann.sent().add(acknowledged(text, seq));
        log.add(entry(seq, text));
    }

    private static LogEntry entry(long seq, String text) {
        return new LogEntry(seq, "e" + seq, ANN.id().toString(), 1_000 + seq, text);
    }

    private static Sent acknowledged(String text, long seq) {
        Sent sent = new Sent(PAIR, text);
        sent.acknowledge(seq);
        return sent;
    }

    /// What was written, without anybody who writes.
    private record Written(List<Sent> sent) implements Writer {

        @Override
        public User user() {
            return ANN;
        }

        @Override
        public List<ConversationId> conversations() {
            return List.of(PAIR);
        }

        @Override
        public void startWriting() {}

        @Override
        public void stopWriting() {}

        @Override
        public int acknowledged() {
            return 0;
        }

        @Override
        public OptionalLong firstAnswer(ConversationId conversation, long since) {
            return OptionalLong.empty();
        }

        @Override
        public void close() {}
    }
}
