package dev.dewberry.bench.aged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import dev.dewberry.bench.client.Swarm;
import dev.dewberry.bench.load.PagePlan.Question;
import dev.dewberry.bench.wire.ServerFrame;
import io.netty.channel.DefaultEventLoop;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ArchiveTest {
    private static final Instant NOW = Instant.parse("2026-03-09T10:00:00Z");

    private static List<Long> users(int count) {
        return LongStream.range(0, count).map(i -> 900 + i).boxed().toList();
    }

    @Test
    void hasJustAsManyEventsAsWanted() {
        Archive archive = Archive.of(users(40), 20_000, 24, NOW);

        assertThat(archive.events()).isEqualTo(20_000);
        assertThat(archive.chats()).hasSize(40).allMatch(chat -> chat.events() >= 200 && chat.events() <= 800);
        assertThat(archive.chats().stream().map(Chat::events).distinct().count())
                .isGreaterThan(20);
    }

    @Test
    void everybodyHasFiftyConversationsWhereThereAreEventsForThem() {
        List<Chat> chats = Archive.of(users(400), 5_000_000, 24, NOW).chats();

        assertThat(chats).hasSize(400 * 25);
        assertThat(chats.stream().map(Chat::id)).doesNotHaveDuplicates();
        assertThat(chats.stream().filter(chat -> chat.low() == 907 || chat.high() == 907))
                .hasSize(50);
    }

    @Test
    void thePairsOfAnOfficeAreAmongThem() {
        List<Long> users = users(40);

        List<String> ids = Archive.of(users, 20_000, 24, NOW).chats().stream()
                .map(Chat::id)
                .toList();

        for (int i = 0; i < users.size(); i += 2) {
            assertThat(ids).contains(Conversation.direct(users.get(i), users.get(i + 1)));
        }
    }

    @Test
    void twoUsersHaveOneConversation() {
        assertThat(Archive.of(users(2), 1000, 2, NOW).chats()).containsExactly(new Chat(0, 900, 901, 1000));
    }

    @Test
    void tooFewEventsAreRefusedInWords() {
        assertThatThrownBy(() -> Archive.of(users(400), 4000, 24, NOW))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("--events 4000 are too few");
    }

    @Test
    void endsInThePresentMonth() {
        Archive archive = Archive.of(users(4), 2000, 24, NOW);

        assertThat(archive.months())
                .hasSize(24)
                .startsWith(YearMonth.of(2024, 4))
                .endsWith(YearMonth.of(2026, 3));
        assertThat(archive.end()).isBefore(NOW);
    }

    @Test
    void aConversationIsInThePartitionInWhichTheServerLooksForIt() {
        // The very values that the server's own test has.
        assertThat(new Chat(0, 7421, 9001, 1).partition(8)).isEqualTo(7);
    }

    @Test
    void aPageIsFullAndHoldsJustItsOwnTexts() {
        var loop = new DefaultEventLoop();
        try {
            var swarm = new Swarm(loop, URI.create("http://127.0.0.1:1"), 7);
            Chat chat = new Chat(0, 900, 901, 120);
            List<Client> both = List.of(swarm.add(900, "t"), swarm.add(901, "t"));
            Conversation conversation = swarm.conversations().add(chat.id(), 120, both);
            var pages = new ArchivePages(List.of(conversation), List.of(chat), 50);

            for (int i = 0; i < 200; i++) {
                Question question = pages.next(new Random(i));

                assertThat(question.count()).isEqualTo(50);
                assertThat(question.bound()).isBetween(51L, 121L);
                assertThat(question.first()).isEqualTo(question.bound() - 50);
            }
            Question any = pages.next(new Random(1));
            assertThat(pages.holds(any, event(7, chat.text(7)))).isTrue();
            assertThat(pages.holds(any, event(7, chat.text(8)))).isFalse();
        } finally {
            loop.shutdownGracefully();
        }
    }

    private static ServerFrame event(long seq, String text) {
        var frame = new ServerFrame();
        byte[] json = "{\"seq\":%d,\"content\":{\"kind\":\"text\",\"text\":\"%s\"}}"
                .formatted(seq, text)
                .getBytes(StandardCharsets.US_ASCII);
        frame.parse(json, 0, json.length);
        return frame;
    }
}
