package dev.dewberry.presence.seen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class RememberedLastSeenTest implements LastSeenStoreContract {

    private static final UserId ANN = new UserId(7_001);
    private static final UserId BOB = new UserId(7_002);

    private final MemoryLastSeenStore behind = new MemoryLastSeenStore();
    private final AtomicInteger asked = new AtomicInteger();
    private final LastSeenStore store = new RememberedLastSeen(new LastSeenStore() {
        @Override
        public Mono<Void> save(Map<UserId, Long> moments) {
            return behind.save(moments);
        }

        @Override
        public Mono<Map<UserId, Long>> find(Collection<UserId> users) {
            asked.addAndGet(users.size());
            return behind.find(users);
        }
    });

    @Override
    public LastSeenStore store() {
        return store;
    }

    @Test
    void whatWasFoundIsNotAskedForAgainAndNeitherIsWhoWasNeverSeen() {
        store.save(Map.of(ANN, 17L)).block();

        assertThat(store.find(List.of(ANN, BOB)).block()).isEqualTo(Map.of(ANN, 17L));
        assertThat(store.find(List.of(BOB, ANN)).block()).isEqualTo(Map.of(ANN, 17L));

        assertThat(asked).hasValue(2);
    }

    @Test
    void whatIsSavedIsFoundAtOnce() {
        store.save(Map.of(ANN, 17L)).block();
        store.find(List.of(ANN)).block();
        store.save(Map.of(ANN, 18L)).block();

        assertThat(store.find(List.of(ANN)).block()).isEqualTo(Map.of(ANN, 18L));
    }
}
