package dev.dewberry.auth.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class SecretTest {

    private final SecureRandom random = new SecureRandom();

    @Test
    void survivesItsTextAndDoesNotShowItself() {
        Secret secret = Secret.random(32, random);
        String text = secret.text("x_");

        assertThat(Secret.parse("x_", text, 32).hash()).isEqualTo(secret.hash());
        assertThat(Secret.parse("y_", text, 32)).isNull();
        assertThat(Secret.parse("x_", text, 31)).isNull();
        assertThat(secret.toString()).doesNotContain(text.substring(2));
    }

    @Test
    void sealsAndOpensAndNoticesChanges() throws GeneralSecurityException {
        Sealer sealer = new Sealer(Digests.aesKey(new byte[32], "test"));
        byte[] sealed = sealer.seal("hello".getBytes(StandardCharsets.UTF_8), random);

        assertThat(sealer.open(sealed)).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        sealed[sealed.length - 1] ^= 1;
        assertThatThrownBy(() -> sealer.open(sealed)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> sealer.open(new byte[3])).isInstanceOf(GeneralSecurityException.class);
        assertThat(Digests.aesKey(new byte[32], "other").getEncoded())
                .isNotEqualTo(Digests.aesKey(new byte[32], "test").getEncoded());
    }
}
