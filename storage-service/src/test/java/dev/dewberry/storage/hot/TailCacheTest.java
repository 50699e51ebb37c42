package dev.dewberry.storage.hot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.UserId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TailCacheTest {

    @Test
    void shouldReadWhatItWrote() {
        List<StoredEvent> events = List.of(
                new StoredEvent(1, new UserId(5), "{\"seq\":1", "\"c\""), new StoredEvent(2, null, "{\"seq\":2", null));

        String text = TailCache.format("g:1 0", events);

        assertThat(TailCache.parse(text, "g:1 0", 2)).isEqualTo(events);
        assertThat(TailCache.parse(text, "g:1 0", 1)).isEqualTo(events);
        assertThat(TailCache.parse(text, "g:1 0", 3)).isNull();
        assertThat(TailCache.parse(text, "g:1 1", 2)).isNull();
        assertThat(TailCache.parse("", "g:1 0", 0)).isNull();
    }

    @Test
    void shouldHoldOnceWhatWasPutInBeforeItWasPublishedAndNothingWithAHole() {
        StoredEvent one = new StoredEvent(1, null, "{\"seq\":1", null);
        StoredEvent two = new StoredEvent(2, null, "{\"seq\":2", null);
        StoredEvent four = new StoredEvent(4, null, "{\"seq\":4", null);

        assertThat(TailCache.parse(TailCache.format("g:1 0", List.of(one, two, one, two)), "g:1 0", 2))
                .containsExactly(one, two);
        assertThat(TailCache.parse(TailCache.format("g:1 0", List.of(one, two, four)), "g:1 0", 4))
                .isNull();
    }

    @Test
    void shouldKeepTheNewestWhereNotAllFit() {
        List<StoredEvent> events = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            events.add(new StoredEvent(i, null, "x".repeat(1000), null));
        }

        List<StoredEvent> kept = TailCache.parse(TailCache.format("h", events), "h", 100);

        assertThat(kept).hasSizeBetween(10, 16).last().isEqualTo(events.getLast());
    }
}
