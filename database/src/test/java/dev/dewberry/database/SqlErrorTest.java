package dev.dewberry.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class SqlErrorTest {

    private final R2dbcException duplicate =
            new R2dbcDataIntegrityViolationException("Duplicate entry 'secret'", "23000", 1062);
    private final R2dbcException lockTimeout = new R2dbcTransientResourceException("Lock wait timeout", "HY000", 1205);
    private final R2dbcException tooLong = new R2dbcBadGrammarException("Data too long", "22001", 1406);

    @Test
    void shouldTellErrorsApartByTheirNumbers() {
        assertThat(SqlError.isDuplicateKey(duplicate)).isTrue();
        assertThat(SqlError.isContention(lockTimeout)).isTrue();
        assertThat(SqlError.isUnfitValue(tooLong)).isTrue();
        assertThat(SqlError.isContention(duplicate)).isFalse();
        assertThat(SqlError.isDuplicateKey(new IOException())).isFalse();
    }

    @Test
    void shouldNameAnErrorWithoutItsValues() {
        assertThat(SqlError.nameOf(duplicate)).isEqualTo("R2dbcDataIntegrityViolationException 1062");
        assertThat(SqlError.nameOf(new TimeoutException("secret"))).isEqualTo("TimeoutException");
    }

    @Test
    void shouldNotTakeALockThatWasWaitedForInVainForAServerThatIsAway() {
        assertThat(UnreachableException.isSign(lockTimeout)).isFalse();
        assertThat(UnreachableException.isSign(new R2dbcNonTransientResourceException("Connection refused")))
                .isTrue();
        assertThat(UnreachableException.isSign(new IOException())).isTrue();
    }
}
