package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.dewberry.platform.security.ClientTokens;
import java.security.Provider;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;

class NativeCryptographyTest {

    @Test
    void itIsThereOnTheMachineThatWeBuildFor() {
        Provider provider = NativeCryptography.provider();
        boolean first = System.getProperty("os.arch").equals("amd64")
                && System.getProperty("os.name").equals("Linux");
        assertThat(provider != null).isEqualTo(first);
    }

    @Test
    void itTakesWhatTheJdkSignedAndNothingElse() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        ClientTokens tokens = new ClientTokens(Clock.systemUTC(), NativeCryptography.provider());
        tokens.useKeys(new JWKSet(key.toPublicJWK()).toString());

        assertThat(tokens.verify(signed(key))).isInstanceOf(ClientTokens.Verdict.Valid.class);
        assertThat(tokens.verify(signed(other))).isEqualTo(new ClientTokens.Verdict.Invalid());
        String token = signed(key);
        int dot = token.lastIndexOf('.');
        assertThat(tokens.verify(token.substring(0, dot + 1) + "A".repeat(86)))
                .isEqualTo(new ClientTokens.Verdict.Invalid());
    }

    private static String signed(ECKey key) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(),
                new JWTClaimsSet.Builder()
                        .issuer(ClientTokens.ISSUER)
                        .subject("7421")
                        .claim(ClientTokens.SESSION, "s1")
                        .claim(ClientTokens.DEVICE, "31")
                        .claim(ClientTokens.USERNAME, "ann")
                        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }
}
