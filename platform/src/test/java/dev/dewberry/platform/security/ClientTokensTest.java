package dev.dewberry.platform.security;

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
import dev.dewberry.protocol.UserId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

    private final ClientTokens tokens = new ClientTokens(Clock.fixed(NOW, ZoneOffset.UTC));
    private ECKey key;

    @BeforeEach
    void useKey() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        tokens.useKeys(new JWKSet(key.toPublicJWK()).toString());
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ClientTokens.ISSUER)
                .subject("7421")
                .claim(ClientTokens.SESSION, "s1")
                .claim(ClientTokens.DEVICE, "31")
                .claim(ClientTokens.USERNAME, "ann")
                .claim(ClientTokens.ROLES, List.of("admin"))
                .expirationTime(Date.from(NOW.plusSeconds(60)));
    }

    private static String sign(ECKey with, String keyId, JWTClaimsSet claims) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(), claims);
        jwt.sign(new ECDSASigner(with));
        return jwt.serialize();
    }

    @Test
    void aGoodTokenTellsWhoItIs() throws Exception {
        assertThat(tokens.verify(sign(key, "k1", claims().build())))
                .isEqualTo(new ClientTokens.Verdict.Valid(new ClientIdentity(
                        new UserId(7421), "ann", "s1", "31", List.of("admin"), NOW.plusSeconds(60))));
    }

    @Test
    void aTokenWhoseTimeIsOverIsExpiredAndNotInvalid() throws Exception {
        String late = sign(
                key,
                "k1",
                claims().expirationTime(Date.from(NOW.minusSeconds(1))).build());
        assertThat(tokens.verify(late)).isEqualTo(new ClientTokens.Verdict.Expired());
    }

    @Test
    void anExpiredTokenThatWasNotSignedHereOrIsNotCompleteIsInvalid() throws Exception {
        ECKey foreign = new ECKeyGenerator(Curve.P_256).generate();
        Date past = Date.from(NOW.minusSeconds(1));
        ClientTokens.Verdict invalid = new ClientTokens.Verdict.Invalid();
        assertThat(tokens.verify(
                        sign(foreign, "k1", claims().expirationTime(past).build())))
                .isEqualTo(invalid);
        assertThat(tokens.verify(sign(
                        key, "k1", claims().expirationTime(past).issuer("x").build())))
                .isEqualTo(invalid);
    }

    @Test
    void aForeignOrIncompleteTokenIsInvalid() throws Exception {
        ECKey foreign = new ECKeyGenerator(Curve.P_256).generate();
        ClientTokens.Verdict invalid = new ClientTokens.Verdict.Invalid();
        assertThat(tokens.verify(sign(foreign, "k1", claims().build()))).isEqualTo(invalid);
        assertThat(tokens.verify(sign(key, "k1", claims().expirationTime(null).build())))
                .isEqualTo(invalid);
        assertThat(tokens.verify(sign(key, "k1", claims().subject("0").build())))
                .isEqualTo(invalid);
        assertThat(tokens.verify(sign(key, "k1", claims().issuer("x").build()))).isEqualTo(invalid);
        assertThat(tokens.verify(sign(
                        key, "k1", claims().claim(ClientTokens.SESSION, null).build())))
                .isEqualTo(invalid);
        assertThat(tokens.verify("eyJhbGciOiJub25lIn0.e30.")).isEqualTo(invalid);
        assertThat(tokens.verify("rubbish")).isEqualTo(invalid);
    }

    @Test
    void aKeyThatIsNotKnownIsNotTheSameAsABadToken() throws Exception {
        ECKey rotated = new ECKeyGenerator(Curve.P_256).generate();
        assertThat(tokens.verify(sign(rotated, "k2", claims().build())))
                .isEqualTo(new ClientTokens.Verdict.UnknownKey());
        assertThat(new ClientTokens(Clock.systemUTC()).verify(sign(key, "k1", claims().build())))
                .isEqualTo(new ClientTokens.Verdict.UnknownKey());
    }
}
