package dev.dewberry.auth.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.dewberry.platform.security.ClientTokens;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.springframework.stereotype.Component;

/// Makes access tokens, as [ClientTokens] reads them. Thread-safe.
@Component
public class AccessTokens {

    private final KeyRing ring;
    private final Clock clock;

    public AccessTokens(KeyRing ring, Clock clock) {
        this.ring = ring;
        this.clock = clock;
    }

    public String sign(AccessClaims claims, Instant expiresAt) {
        ECKey key = ring.signer();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build();
        JWTClaimsSet body = new JWTClaimsSet.Builder()
                .issuer(ClientTokens.ISSUER)
                .subject(claims.user().toString())
                .claim(ClientTokens.SESSION, Long.toString(claims.session()))
                .claim(ClientTokens.DEVICE, Long.toString(claims.device()))
                .claim(ClientTokens.USERNAME, claims.username())
                .claim(ClientTokens.ROLES, claims.roles())
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(expiresAt))
                .build();
        SignedJWT token = new SignedJWT(header, body);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("the signing key cannot sign", e);
        }
        return token.serialize();
    }
}
