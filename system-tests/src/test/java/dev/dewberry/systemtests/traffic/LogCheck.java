package dev.dewberry.systemtests.traffic;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.systemtests.traffic.Findings.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares the log of a conversation with what its members wrote, were answered, and heard.
public final class LogCheck {

    private final ConversationId conversation;
    private final List<LogEntry> log;
    private final Findings findings;

    public LogCheck(ConversationId conversation, List<LogEntry> log, Findings findings) {
        this.conversation = conversation;
        this.log = log;
        this.findings = findings;
    }

    /// `seq` 1, 2, 3 …, times that never fall, no event twice.
    public void entries() {
        Set<String> ids = new HashSet<>();
        LogEntry last = null;
        for (LogEntry entry : log) {
            long expected = last == null ? 1 : last.seq() + 1;
            if (entry.seq() > expected) {
                found(Kind.LOST, "seq " + entry.seq() + " stands where " + expected + " should");
            } else if (entry.seq() < expected) {
                found(Kind.DOUBLED, "the history has seq " + entry.seq() + " behind " + (expected - 1));
            }
            if (last != null && entry.at() < last.at()) {
                found(Kind.OUT_OF_ORDER, "the time falls at seq " + entry.seq());
            }
            if (!ids.add(entry.event())) {
                found(Kind.DOUBLED, "event " + entry.event() + " once more as seq " + entry.seq());
            }
            last = entry;
        }
    }

    /// Each message once, nothing else, in the order in which they were written, and where the acknowledgement says.
    public void messagesOf(Writer writer) {
        Map<String, Long> found = new HashMap<>();
        String user = writer.user().id().toString();
        for (LogEntry entry : log) {
            if (entry.from().equals(user) && !entry.text().isEmpty()) {
                Long before = found.putIfAbsent(entry.text(), entry.seq());
                if (before != null) {
                    found(Kind.DOUBLED, entry.text() + " is seq " + before + " and " + entry.seq());
                }
            }
        }
        long last = 0;
        for (Sent sent : writer.sent()) {
            if (sent.conversation().equals(conversation)) {
                Long seq = found.remove(sent.text());
                answerOf(sent, seq);
                if (seq != null && seq < last) {
                    found(Kind.OUT_OF_ORDER, sent.text() + " is seq " + seq + ", after one that was written later");
                }
                last = seq == null ? last : seq;
            }
        }
        found.forEach((text, seq) -> found(Kind.DOUBLED, text + " is seq " + seq + " and was never written"));
    }

    private void answerOf(Sent sent, @Nullable Long seq) {
        if (!sent.isAcknowledged()) {
            String refusal =
                    sent.answer().isDone() ? sent.answer().exceptionNow().toString() : "no answer";
            found(Kind.UNANSWERED, sent.text() + ": " + refusal);
        } else if (seq == null || seq != sent.answer().join().seq()) {
            found(
                    Kind.LOST,
                    sent.text() + " was acknowledged as " + sent.answer().join().seq() + " and is " + seq);
        }
    }

    /// Everything was told once and in order.
    ///
    /// @param heard the `seq`s as they came
    public void heardBy(String name, List<Long> heard) {
        Set<Long> seen = new HashSet<>();
        long last = 0;
        for (long seq : heard) {
            if (!seen.add(seq)) {
                found(Kind.DOUBLED, name + " heard seq " + seq + " once more");
            } else if (seq < last) {
                found(Kind.OUT_OF_ORDER, name + " heard seq " + seq + " after " + last);
            }
            last = Math.max(last, seq);
        }
        for (LogEntry entry : log) {
            if (!seen.contains(entry.seq())) {
                found(Kind.MISSED, name + " never heard of seq " + entry.seq());
            }
        }
    }

    private void found(Kind kind, String what) {
        findings.add(kind, conversation + ": " + what);
    }
}
