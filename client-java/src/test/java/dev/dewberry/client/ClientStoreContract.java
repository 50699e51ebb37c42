package dev.dewberry.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame.Target;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What every store has to do; a store's own test implements this interface.
interface ClientStoreContract {

    ConversationId CHAT = ConversationId.group(5);

    /// An empty store.
    ClientStore store();

    private static StoredSend send(String clientId, boolean tried) {
        return new StoredSend(
                clientId, new Target.ToUser(new UserId(9)), Content.Text.of("hi"), Instant.ofEpochMilli(1), tried);
    }

    @Test
    default void startsEmpty() {
        ClientStore store = store();

        assertThat(store.session()).isNull();
        assertThat(store.epoch()).isNull();
        assertThat(store.cursor()).isNull();
        assertThat(store.seqs()).isEmpty();
        assertThat(store.sends()).isEmpty();
        assertThat(store.marks()).isEmpty();
    }

    @Test
    default void keepsASessionUntilItIsSignedOut() {
        ClientStore store = store();
        StoredSession session = new StoredSession("access", "refresh", Instant.ofEpochMilli(5));

        store.saveSession(session);
        assertThat(store.session()).isEqualTo(session);
        store.saveSession(null);
        assertThat(store.session()).isNull();
    }

    @Test
    default void keepsSendsInTheOrderInWhichTheyWereMade() {
        ClientStore store = store();
        store.saveSend(send("b", false));
        store.saveSend(send("a", false));
        store.saveSend(send("c", false));

        store.saveSend(send("b", true));
        store.removeSend("a");

        assertThat(store.sends()).containsExactly(send("b", true), send("c", false));
    }

    @Test
    default void tellsClientIdsThatDifferInCaseApart() {
        ClientStore store = store();
        store.saveSend(send("id", false));
        store.saveSend(send("ID", false));

        assertThat(store.sends()).hasSize(2);
    }

    @Test
    default void keepsSeqsAndMarksPerConversation() {
        ClientStore store = store();
        store.saveSeq(CHAT, 4);
        store.saveSeq(CHAT, 5);
        store.saveMark(CHAT, new StoredMark(5, 3));

        assertThat(store.seqs()).containsOnly(java.util.Map.entry(CHAT, 5L));
        assertThat(store.marks()).containsOnly(java.util.Map.entry(CHAT, new StoredMark(5, 3)));
        store.removeSeq(CHAT);
        store.removeMark(CHAT);
        assertThat(store.seqs()).isEmpty();
        assertThat(store.marks()).isEmpty();
    }

    @Test
    default void keepsSessionAndSendsWhenTheCacheIsDropped() {
        ClientStore store = store();
        store.saveSession(new StoredSession("access", null, null));
        store.saveEpoch("e");
        store.saveCursor("c");
        store.saveSeq(CHAT, 4);
        store.saveMark(CHAT, new StoredMark(4, 4));
        store.saveSend(send("a", true));

        store.dropCache();

        assertThat(store.cursor()).isNull();
        assertThat(store.seqs()).isEmpty();
        assertThat(store.marks()).isEmpty();
        assertThat(store.epoch()).isEqualTo("e");
        assertThat(store.session()).isNotNull();
        assertThat(store.sends()).hasSize(1);
    }
}
