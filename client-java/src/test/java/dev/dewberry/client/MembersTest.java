package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MembersTest {

    private static final ConversationId GROUP = ConversationId.group(88);

    private final ClientFixture fixture = new ClientFixture();

    @Test
    void readsAPageOfMembersAndWhereTheNextOneBegins() {
        CompletableFuture<MemberPage> page = asked(
                null,
                "{\"conversation\":\"g:88\",\"memberCount\":140,\"items\":["
                        + "{\"user\":\"7\",\"role\":\"owner\"},{\"user\":\"9\",\"role\":\"member\",\"later\":1}],"
                        + "\"next\":\"9\"}");

        assertThat(page.join())
                .isEqualTo(new MemberPage(
                        GROUP,
                        140,
                        List.of(
                                new MemberPage.Item(new UserId(7), "owner"),
                                new MemberPage.Item(new UserId(9), "member")),
                        new UserId(9)));
    }

    @Test
    void asksForThePageBehindTheLastOne() {
        CompletableFuture<MemberPage> page =
                asked(new UserId(9), "{\"conversation\":\"g:88\",\"memberCount\":2,\"items\":[],\"next\":null}");

        assertThat(page.join().next()).isNull();
        assertThat(fixture.server.calls.get(fixture.server.calls.size() - 1).url())
                .hasToString("http://one/api/v1/conversations/g:88/members?limit=2&after=9");
    }

    private CompletableFuture<MemberPage> asked(UserId after, String answer) {
        fixture.online(0);
        fixture.server.httpAnswers.add(new HttpTransport.Answer(200, answer, null));
        CompletableFuture<MemberPage> page = fixture.client.rest().members(GROUP, after, 2);
        fixture.loop.run();
        return page;
    }
}
