package dev.dewberry.storage.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.storage.database.Month;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventMonthsTest {

    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);

    @Test
    void shouldMakeThisMonthAndThreeMore() {
        assertThat(EventMonths.missing(List.of("MAXVALUE"), NOVEMBER))
                .containsExactly(NOVEMBER, NOVEMBER.plusMonths(1), NOVEMBER.plusMonths(2), NOVEMBER.plusMonths(3));
    }

    @Test
    void shouldMakeOnlyWhatIsMissing() {
        String endOfJanuary = Long.toString(Month.start(YearMonth.of(2027, 2)));

        assertThat(EventMonths.missing(List.of(endOfJanuary, "MAXVALUE"), NOVEMBER))
                .containsExactly(YearMonth.of(2027, 2));
    }

    @Test
    void shouldDoubtAMonthThatIsFarFromThoseThatWereMade() {
        List<String> made = List.of(Long.toString(Month.start(YearMonth.of(2027, 3))), "MAXVALUE");

        assertThat(EventMonths.isFarAhead(made, Instant.parse("2027-04-29T00:00:00Z")))
                .isFalse();
        assertThat(EventMonths.isFarAhead(made, Instant.parse("2027-05-01T00:00:00Z")))
                .isTrue();
        assertThat(EventMonths.isFarAhead(List.of("MAXVALUE"), Instant.parse("2036-11-21T00:00:00Z")))
                .isFalse();
    }

    @Test
    void shouldSplitTheRest() {
        assertThat(EventMonths.statement(List.of(NOVEMBER)))
                .isEqualTo("ALTER TABLE event REORGANIZE PARTITION p_rest INTO (PARTITION p_2026_11 VALUES LESS THAN"
                        + " (1796083200000), PARTITION p_rest VALUES LESS THAN MAXVALUE)");
    }
}
