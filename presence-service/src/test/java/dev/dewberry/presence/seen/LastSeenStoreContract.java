package dev.dewberry.presence.seen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.UserId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

interface LastSeenStoreContract {

    /// One in which nobody was seen.
    LastSeenStore store();

    @Test
    default void aMomentIsKept() {
        LastSeenStore store = store();
        UserId largest = new UserId(Long.MAX_VALUE);
        store.save(Map.of(new UserId(1), 1_000L, largest, 2_000L)).block();

        assertThat(store.find(List.of(new UserId(1), largest, new UserId(3))).block())
                .containsOnly(Map.entry(new UserId(1), 1_000L), Map.entry(largest, 2_000L));
    }

    @Test
    default void aMomentNeverFalls() {
        LastSeenStore store = store();
        UserId ann = new UserId(1);
        store.save(Map.of(ann, 2_000L)).block();
        store.save(Map.of(ann, 1_000L)).block();
        assertThat(store.find(List.of(ann)).block()).containsEntry(ann, 2_000L);

        store.save(Map.of(ann, 3_000L)).block();
        assertThat(store.find(List.of(ann)).block()).containsEntry(ann, 3_000L);
    }

    @Test
    default void thousandsAreWrittenAndFound() {
        LastSeenStore store = store();
        Map<UserId, Long> moments = new HashMap<>();
        LongStream.rangeClosed(1, 1_000).forEach(user -> moments.put(new UserId(user), 10 * user));
        store.save(moments).block();

        assertThat(store.find(moments.keySet()).block()).isEqualTo(moments);
    }

    @Test
    default void nobodyIsFoundForNobody() {
        assertThat(store().find(List.of()).block()).isEmpty();
        assertThat(store().save(Map.of()).block()).isNull();
    }
}
