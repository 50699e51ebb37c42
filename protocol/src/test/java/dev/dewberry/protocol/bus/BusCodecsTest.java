package dev.dewberry.protocol.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.PresenceItem;
import java.util.List;
import org.junit.jupiter.api.Test;

class BusCodecsTest {

    private static final Origin ORIGIN = new Origin("gw1", 7, 42);
    private static final UserId ANN = new UserId(7);
    private static final UserId BEN = new UserId(9);
    private static final ConversationId DIRECT = ConversationId.parse("d:7:9");
    private static final ConversationId GROUP = ConversationId.parse("g:88");
    private static final String TEXT = "{\"kind\":\"text\",\"text\":\"line\\nline\"}";
    private static final Command.Send SEND = new Command.Send(ORIGIN, ANN, DIRECT, "c1", "text", TEXT);

    @Test
    void aSendHasItsExactJson() {
        assertThat(CommandCodec.encode(SEND))
                .isEqualTo("{\"t\":\"send\",\"origin\":[\"gw1\",7,42],\"from\":7,\"conversation\":\"d:7:9\","
                        + "\"clientId\":\"c1\",\"kind\":\"text\","
                        + "\"content\":\"{\\\"kind\\\":\\\"text\\\",\\\"text\\\":\\\"line\\\\nline\\\"}\"}");
    }

    @Test
    void noRecordHasALineFeedWhichSeparatesThem() {
        assertThat(CommandCodec.encode(SEND)).doesNotContain("\n");
    }

    @Test
    void commandsComeBackAsTheyWent() {
        for (Command command : List.of(
                SEND,
                new Command.Send(null, ANN, DIRECT, "c1", "text", TEXT),
                new Command.CreateGroup(ORIGIN, ANN, GROUP, "c2", "Ärzte", List.of(BEN)),
                new Command.ChangeMembers(ORIGIN, ANN, GROUP, "c3", Command.Change.ADD, List.of(BEN)))) {
            assertThat(CommandCodec.decode(CommandCodec.encode(command))).isEqualTo(command);
            Append append = new Append.Apply(command, 3);
            assertThat(AppendCodec.decode(AppendCodec.encode(append))).isEqualTo(append);
        }
    }

    @Test
    void signalsComeBackAsTheyWent() {
        Signal.Marks marks = new Signal.Marks(ANN, DIRECT, 5, 4);
        for (Signal signal : List.of(marks, new Signal.Typing(ANN, DIRECT, true))) {
            assertThat(SignalCodec.decode(SignalCodec.encode(signal))).isEqualTo(signal);
        }
        Append append = new Append.Mark(marks);
        assertThat(AppendCodec.decode(AppendCodec.encode(append))).isEqualTo(append);
    }

    @Test
    void committedRecordsComeBackAsTheyWent() {
        for (Committed committed : List.of(
                event(),
                new Committed.Event(null, GROUP, 1, "5", null, 1, TEXT, null, 1, List.of(ANN, BEN), List.of()),
                new Committed.Duplicate(ORIGIN, DIRECT, 3, "77", 5),
                new Committed.Refused(ORIGIN, DIRECT, ErrorCode.CONFLICT, "no"),
                new Committed.Unchanged(ORIGIN, GROUP),
                new Committed.Marked(DIRECT, 0, ANN, 5, 4))) {
            assertThat(CommittedCodec.decode(CommittedCodec.encode(committed))).isEqualTo(committed);
        }
    }

    private static Committed.Event event() {
        return new Committed.Event(ORIGIN, DIRECT, 3, "77", ANN, 5, TEXT, "c1", 0, List.of(), List.of(BEN));
    }

    @Test
    void deliveriesComeBackAsTheyWent() {
        long[] to = {7, 9};
        for (Delivery delivery : List.of(
                new Delivery.Event(event(), to),
                new Delivery.Reply(ORIGIN, new Delivery.Outcome.Duplicate(DIRECT, 3, "77", 5)),
                new Delivery.Reply(ORIGIN, new Delivery.Outcome.Refused(ErrorCode.BUSY, "later", 100L)),
                new Delivery.Reply(ORIGIN, new Delivery.Outcome.Unchanged(GROUP)),
                new Delivery.Presence(List.of(new PresenceItem(ANN, "away", 5L, "tea"))),
                new Delivery.Resync())) {
            assertThat(DeliveryCodec.decode(DeliveryCodec.encode(delivery))).isEqualTo(delivery);
        }
        assertThat(DeliveryCodec.decode(DeliveryCodec.encode(new Delivery.Mark(DIRECT, ANN, 5, 4, to))))
                .usingRecursiveComparison()
                .isEqualTo(new Delivery.Mark(DIRECT, ANN, 5, 4, to));
        assertThat(DeliveryCodec.decode(DeliveryCodec.encode(new Delivery.Typing(DIRECT, ANN, true, to))))
                .usingRecursiveComparison()
                .isEqualTo(new Delivery.Typing(DIRECT, ANN, true, to));
    }

    @Test
    void presenceReportsComeBackAsTheyWent() {
        PresenceReport report = new PresenceReport("gw1", ANN, "online", null, 5);
        assertThat(PresenceReportCodec.decode(PresenceReportCodec.encode(report)))
                .isEqualTo(report);
    }

    @Test
    void aRecordOfTheNextReleaseIsRead() {
        assertThat(CommandCodec.decode("{\"t\":\"send\",\"from\":7,\"conversation\":\"d:7:9\",\"clientId\":\"c1\","
                        + "\"kind\":\"text\",\"content\":\"{}\",\"priority\":{\"level\":3},\"trace\":[1]}"))
                .isEqualTo(new Command.Send(null, ANN, DIRECT, "c1", "text", "{}"));
    }
}
