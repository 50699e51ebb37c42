package dev.dewberry.storage.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpanTest {

    @Test
    void shouldGiveTheNewestWithoutBounds() {
        assertThat(Span.of(null, null, 10, 100)).isEqualTo(new Span(91, 100, false, true));
        assertThat(Span.of(null, null, 10, 10)).isEqualTo(new Span(1, 10, false, false));
        assertThat(Span.of(null, null, 10, 0).isEmpty()).isTrue();
    }

    @Test
    void shouldGiveTheNextAfter() {
        assertThat(Span.of(0L, null, 10, 100)).isEqualTo(new Span(1, 10, true, true));
        assertThat(Span.of(95L, null, 10, 100)).isEqualTo(new Span(96, 100, true, false));
        assertThat(Span.of(100L, null, 10, 100).isEmpty()).isTrue();
    }

    @Test
    void shouldGiveTheLastBefore() {
        assertThat(Span.of(null, 50L, 10, 100)).isEqualTo(new Span(40, 49, false, true));
        assertThat(Span.of(null, 5L, 10, 100)).isEqualTo(new Span(1, 4, false, false));
        assertThat(Span.of(null, 0L, 10, 100).isEmpty()).isTrue();
        assertThat(Span.of(null, 0L, 10, 100).more()).isFalse();
    }

    @Test
    void shouldGiveWhatIsBetween() {
        assertThat(Span.of(10L, 14L, 10, 100)).isEqualTo(new Span(11, 13, true, false));
        assertThat(Span.of(10L, 50L, 10, 100)).isEqualTo(new Span(11, 20, true, true));
        assertThat(Span.of(14L, 10L, 10, 100).isEmpty()).isTrue();
        assertThat(Span.of(14L, 10L, 10, 100).more()).isFalse();
    }

    @Test
    void shouldCutLimitsSilently() {
        assertThat(Span.limit(null)).isEqualTo(50);
        assertThat(Span.limit(0L)).isEqualTo(1);
        assertThat(Span.limit(Long.MAX_VALUE)).isEqualTo(200);
    }

    @Test
    void shouldNotOverflow() {
        assertThat(Span.of(Long.MAX_VALUE - 1, null, 200, 100).isEmpty()).isTrue();
    }
}
