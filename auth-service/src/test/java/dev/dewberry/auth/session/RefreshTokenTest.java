package dev.dewberry.auth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefreshTokenTest {

    private final SecureRandom random = new SecureRandom();

    @Test
    void survivesItsText() {
        RefreshToken token = RefreshToken.first(random);

        RefreshToken parsed = RefreshToken.parse(token.text());

        assertThat(parsed.hash()).isEqualTo(token.hash());
        assertThat(token.text()).matches("dwr_[A-Za-z0-9_-]{64}");
        assertThat(token.toString()).doesNotContain(token.text().substring(4));
    }

    @Test
    void hasASuccessorOfTheSameFamily() {
        RefreshToken token = RefreshToken.first(random);
        RefreshToken successor = token.successor(random);

        assertThat(successor.familyHash()).isEqualTo(token.familyHash());
        assertThat(successor.hash()).isNotEqualTo(token.hash());
        assertThat(RefreshToken.first(random).familyHash()).isNotEqualTo(token.familyHash());
    }

    @Test
    void isNotMadeOutOfRubbish() {
        assertThat(RefreshToken.parse(null)).isNull();
        assertThat(RefreshToken.parse("")).isNull();
        assertThat(RefreshToken.parse("dwr_short")).isNull();
        assertThat(RefreshToken.parse("dwr_" + "!".repeat(64))).isNull();
        assertThat(RefreshToken.parse("dwr_" + "A".repeat(10_000))).isNull();
    }

    @Test
    void sealsWhatOnlyItsHolderCanRead() throws GeneralSecurityException {
        RefreshToken token = RefreshToken.first(random);
        TokenPair pair = new TokenPair(
                "access", Instant.ofEpochMilli(1234), token.successor(random).text());
        byte[] sealed = token.sealer().seal(pair.encoded(), random);

        assertThat(TokenPair.decoded(token.sealer().open(sealed))).isEqualTo(pair);
        assertThatThrownBy(() -> token.successor(random).sealer().open(sealed))
                .isInstanceOf(GeneralSecurityException.class);
    }
}
