package dev.dewberry.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ConversationId;
import org.junit.jupiter.api.Test;

class PendingSendsTest {

    private static final ConversationId ONE = ConversationId.parse("d:1:2");
    private static final ConversationId OTHER = ConversationId.parse("g:7");

    private static Pending pending(long number, String clientId, long deadline) {
        return new Pending(number, "r" + number, ONE, clientId, 0, deadline);
    }

    @Test
    void ofTwoSendsWithOneClientIdTheOldestIsTakenFirst() {
        PendingSends sends = new PendingSends();
        sends.add(pending(1, "c", 10));
        sends.add(pending(2, "c", 11));

        assertThat(sends.take(ONE, "c")).extracting(Pending::number).isEqualTo(1L);
        assertThat(sends.take(ONE, "c")).extracting(Pending::number).isEqualTo(2L);
        assertThat(sends.take(ONE, "c")).isNull();
    }

    @Test
    void aNumberNamesOneSendOutOfOrderToo() {
        PendingSends sends = new PendingSends();
        sends.add(pending(1, "a", 10));
        sends.add(pending(2, "b", 11));
        sends.add(pending(3, "c", 12));

        assertThat(sends.take(2)).extracting(Pending::clientId).isEqualTo("b");
        assertThat(sends.take(2)).isNull();
        assertThat(sends.size()).isEqualTo(2);
    }

    @Test
    void theSameClientIdElsewhereIsAnotherSend() {
        PendingSends sends = new PendingSends();
        sends.add(pending(1, "c", 10));
        assertThat(sends.take(OTHER, "c")).isNull();
    }

    @Test
    void onlyWhatIsOverdueIsGivenUp() {
        PendingSends sends = new PendingSends();
        sends.add(pending(1, "a", 10));
        sends.add(pending(2, "b", 20));

        assertThat(sends.takeOverdue(9)).isNull();
        assertThat(sends.takeOverdue(10)).extracting(Pending::number).isEqualTo(1L);
        assertThat(sends.takeOverdue(10)).isNull();
    }
}
