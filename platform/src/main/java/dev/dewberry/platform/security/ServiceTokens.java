package dev.dewberry.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// How services prove to each other who they are: short-lived JWTs (RFC 7519, HS256) with the caller as
/// `iss` and the called service as `aud`. A token is made once per half minute and service.
/// Thread-safe.
public final class ServiceTokens {

    private static final Duration LIFETIME = Duration.ofSeconds(60);
    private static final Duration REUSE = Duration.ofSeconds(30);
    /// Two boards' clocks may differ a little.
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final String self;
    private final Clock clock;
    private final MACSigner signer;
    private final MACVerifier verifier;
    private final Map<String, Issued> issued = new ConcurrentHashMap<>();

    public ServiceTokens(String self, SecurityProperties properties, Clock clock) {
        this.self = self;
        this.clock = clock;
        try {
            signer = new MACSigner(properties.keyBytes());
            verifier = new MACVerifier(properties.keyBytes());
        } catch (JOSEException e) {
            throw new IllegalArgumentException("dewberry.security.service-key cannot be used", e);
        }
    }

    public String issue(String audience) {
        Instant now = clock.instant();
        Issued last = issued.get(audience);
        if (last == null || now.isAfter(last.at().plus(REUSE)) || now.isBefore(last.at())) {
            last = new Issued(sign(audience, now), now);
            issued.put(audience, last);
        }
        return last.token();
    }

    private String sign(String audience, Instant now) {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .issuer(self)
                        .audience(audience)
                        .expirationTime(Date.from(now.plus(LIFETIME)))
                        .build());
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("HMAC failed", e);
        }
        return jwt.serialize();
    }

    /// The calling service, or `null` where the token does not prove one.
    public @Nullable String verify(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            boolean valid = jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.HS256)
                    && jwt.verify(verifier)
                    && claims.getAudience().contains(self)
                    && claims.getExpirationTime() != null
                    && clock.instant()
                            .isBefore(claims.getExpirationTime().toInstant().plus(SKEW));
            return valid ? claims.getIssuer() : null;
        } catch (ParseException | JOSEException notOurs) {
            return null;
        }
    }

    private record Issued(String token, Instant at) {}
}
