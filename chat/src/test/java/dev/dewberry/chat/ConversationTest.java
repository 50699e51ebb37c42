package dev.dewberry.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ConversationItem;
import dev.dewberry.protocol.frame.ConversationItem.MemberMark;
import dev.dewberry.protocol.frame.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {

    private static final UserId ME = new UserId(1);
    private static final UserId BOB = new UserId(2);
    private static final ConversationId CHAT = ConversationId.direct(ME, BOB);

    private final Conversation conversation = new Conversation(CHAT);

    private static Event event(long seq, UserId from) {
        return new Event(CHAT, seq, "1", from, 0, Content.Text.of("hi"), null);
    }

    @Test
    void countsOnlyWhatTheSyncHasNotCountedYet() {
        conversation.synced(new ConversationItem(CHAT, "direct", null, 5, 3, 5, 2, List.of(), List.of(), null, false));

        assertThat(conversation.happened(event(4, BOB), false)).isFalse();
        assertThat(conversation.happened(event(5, BOB), false)).isFalse();
        assertThat(conversation.unread).isEqualTo(2);
        assertThat(conversation.happened(event(6, BOB), false)).isTrue();
        assertThat(conversation.unread).isEqualTo(3);
    }

    @Test
    void countsNoMoreThanThereIsAboveWhatWasReadElsewhere() {
        for (int seq = 1; seq <= 5; seq++) {
            conversation.happened(event(seq, BOB), false);
        }
        conversation.readElsewhere(3);
        assertThat(conversation.unread).isEqualTo(2);
        conversation.readElsewhere(1);
        assertThat(conversation.unread).isEqualTo(2);
        conversation.readElsewhere(5);
        assertThat(conversation.unread).isZero();
    }

    @Test
    void hasReadEverythingOnceOneWrites() {
        conversation.happened(event(1, BOB), false);
        conversation.happened(event(2, ME), true);

        assertThat(conversation.unread).isZero();
    }

    @Test
    void showsHowFarTheOthersAre() {
        conversation.happened(event(1, ME), true);
        assertThat(conversation.state(ME)).isEqualTo("sent");
        conversation.marked(new MemberMark(ME, 1, 1));
        assertThat(conversation.state(ME)).isEqualTo("sent");
        conversation.marked(new MemberMark(BOB, 1, 0));
        assertThat(conversation.state(ME)).isEqualTo("delivered");
        conversation.marked(new MemberMark(BOB, 1, 1));
        assertThat(conversation.state(ME)).isEqualTo("read");
        conversation.marked(new MemberMark(BOB, 0, 0));
        assertThat(conversation.state(ME)).isEqualTo("read");
    }
}
