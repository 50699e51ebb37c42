package dev.dewberry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    @Test
    void aDirectConversationNamesTheSmallerUserFirstWhoeverAsks() {
        ConversationId one = ConversationId.direct(new UserId(9001), new UserId(7421));
        assertThat(one).hasToString("d:7421:9001").isEqualTo(ConversationId.direct(new UserId(7421), new UserId(9001)));
        assertThat(one.directUsers()).containsExactly(new UserId(7421), new UserId(9001));
        assertThat(one.isDirectOf(new UserId(9001))).isTrue();
        assertThat(one.isDirectOf(new UserId(1))).isFalse();
    }

    @Test
    void theNoteToSelfHasOneUser() {
        ConversationId self = ConversationId.parse("d:7:7");
        assertThat(self.isDirect()).isTrue();
        assertThat(self.directUsers()).isEqualTo(List.of(new UserId(7)));
    }

    @Test
    void aGroupIsNoDirectConversation() {
        ConversationId group = ConversationId.parse("g:88");
        assertThat(group.isDirect()).isFalse();
        assertThat(group.groupNumber()).isEqualTo(88);
        assertThat(group.isDirectOf(new UserId(88))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "d:",
                "d:1",
                "d:2:1",
                "d:1:2:3",
                "d:01:2",
                "d:0:1",
                "d:-1:2",
                "d:1:99999999999999999999",
                "g:",
                "g:0",
                "g:x",
                "x:1",
                "d:1:9223372036854775808",
                "G:1",
                "d:1: 2"
            })
    void whatIsNoConversationIdIsABadFrame(String text) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> ConversationId.parse(text))
                .matches(e -> e.code() == ErrorCode.BAD_FRAME);
    }

    @Test
    void theLargestUserIdIsTheLargestLong() {
        assertThat(UserId.parse("9223372036854775807").value()).isEqualTo(Long.MAX_VALUE);
    }
}
