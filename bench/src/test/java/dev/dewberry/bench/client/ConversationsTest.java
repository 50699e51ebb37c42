package dev.dewberry.bench.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.bench.wire.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConversationsTest {
    private final Conversations conversations = new Conversations();

    private @Nullable Conversation find(String id) {
        var frame = new ServerFrame();
        byte[] json = ("{\"conversation\":\"" + id + "\"}").getBytes(StandardCharsets.US_ASCII);
        frame.parse(json, 0, json.length);
        return conversations.find(frame.conversation());
    }

    @Test
    void everyOneOfThousandsIsFoundAndNoOther() {
        for (int i = 0; i < 5000; i++) {
            conversations.add("d:" + i + ":" + (i + 1), 0, List.of());
        }

        for (int i = 0; i < 5000; i++) {
            assertThat(find("d:" + i + ":" + (i + 1)))
                    .isEqualTo(conversations.all().get(i));
        }
        assertThat(find("d:1:1")).isNull();
        assertThat(find("")).isNull();
    }

    @Test
    void theSmallerNumberComesFirstInADirectConversation() {
        assertThat(Conversation.direct(9001, 7421)).isEqualTo("d:7421:9001");
        assertThat(Conversation.direct(10, 9)).isEqualTo("d:9:10");
    }
}
