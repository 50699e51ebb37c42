package dev.dewberry.storage.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.storage.upkeep.EventMarks.Mark;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventMarksTest {

    private static final Duration KEEP = Duration.ofDays(8);

    @Test
    void shouldNoteOneADayAndKeepOnlyWhatMatters() {
        EventMarks marks = EventMarks.NONE;
        for (long hour = 0; hour <= 24 * 30; hour++) {
            marks = marks.noting(hour, 1000 + hour, KEEP);
        }

        assertThat(marks.marks()).hasSizeBetween(8, 10);
        assertThat(marks.old(24 * 30, KEEP)).contains(new Mark(24 * 22, 1000 + 24 * 22));
    }

    @Test
    void shouldKnowNothingOldAtFirst() {
        EventMarks marks = EventMarks.NONE.noting(5, 77, KEEP);

        assertThat(marks.old(5 + KEEP.toHours() - 1, KEEP)).isEmpty();
        assertThat(marks.old(5 + KEEP.toHours(), KEEP)).contains(new Mark(5, 77));
    }

    @Test
    void shouldFitIntoItsRowForEver() {
        EventMarks marks = EventMarks.NONE;
        for (long day = 0; day < 20; day++) {
            marks = marks.noting(800_000 + 24 * day, 999_999_999_999_999L, KEEP);
        }

        assertThat(marks.text()).hasSizeLessThan(255);
        assertThat(EventMarks.parse(marks.text())).isEqualTo(marks);
    }
}
