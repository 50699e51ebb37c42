package dev.dewberry.platform.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.dewberry.protocol.ProtocolException;
import dev.dewberry.protocol.UserId;
import java.security.Provider;
import java.text.ParseException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Verifies access tokens (JWT, RFC 7519; ES256) against the signing keys it was last given. No I/O:
/// whoever owns it fetches the keys and calls [#useKeys]. Thread-safe.
public final class ClientTokens {

    public static final String ISSUER = "dewberry";
    public static final String SESSION = "sid";
    public static final String DEVICE = "did";
    public static final String USERNAME = "usr";
    public static final String ROLES = "roles";

    /// What a token turned out to be.
    public sealed interface Verdict {
        record Valid(ClientIdentity identity) implements Verdict {}

        record Invalid() implements Verdict {}

        /// Signed here and complete, but its time is over: whoever has it did sign in once, and is only late.
        record Expired() implements Verdict {}

        /// Signed by a key that is not known here, or no keys are known at all: fetch them and ask
        /// again.
        record UnknownKey() implements Verdict {}
    }

    private final Clock clock;
    private final @Nullable Provider provider;
    private volatile Map<String, JWSVerifier> verifiers = Map.of();

    /// Signatures are checked by what the JDK has.
    public ClientTokens(Clock clock) {
        this(clock, null);
    }

    /// @param provider of the check of signatures; `null` for what the JDK has
    public ClientTokens(Clock clock, @Nullable Provider provider) {
        this.clock = clock;
        this.provider = provider;
    }

    /// @param jwks JWK set (RFC 7517) as JSON
    /// @throws IllegalArgumentException where it is none
    public void useKeys(String jwks) {
        Map<String, JWSVerifier> keys = new HashMap<>();
        try {
            for (JWK key : JWKSet.parse(jwks).getKeys()) {
                if (key instanceof ECKey ec && ec.getKeyID() != null) {
                    keys.put(ec.getKeyID(), verifier(ec));
                }
            }
        } catch (ParseException | JOSEException e) {
            throw new IllegalArgumentException("not a JWK set", e);
        }
        verifiers = Map.copyOf(keys);
    }

    private JWSVerifier verifier(ECKey key) throws JOSEException {
        if (provider == null) {
            return new ECDSAVerifier(key.toPublicJWK());
        }
        // A key of the same provider: else it would be translated for each signature.
        ECDSAVerifier verifier = new ECDSAVerifier(key.toECPublicKey(provider));
        verifier.getJCAContext().setProvider(provider);
        return verifier;
    }

    public boolean hasKeys() {
        return !verifiers.isEmpty();
    }

    public Verdict verify(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256)) {
                return new Verdict.Invalid();
            }
            String keyId = jwt.getHeader().getKeyID();
            JWSVerifier verifier = keyId == null ? null : verifiers.get(keyId);
            if (verifier == null) {
                return new Verdict.UnknownKey();
            }
            ClientIdentity identity = jwt.verify(verifier) ? identity(jwt.getJWTClaimsSet()) : null;
            if (identity == null) {
                return new Verdict.Invalid();
            }
            return clock.instant().isAfter(identity.expiresAt()) ? new Verdict.Expired() : new Verdict.Valid(identity);
        } catch (ParseException | JOSEException | ProtocolException notOurs) {
            return new Verdict.Invalid();
        }
    }

    private static @Nullable ClientIdentity identity(JWTClaimsSet claims) throws ParseException {
        String session = claims.getStringClaim(SESSION);
        String device = claims.getStringClaim(DEVICE);
        String username = claims.getStringClaim(USERNAME);
        List<String> roles = claims.getStringListClaim(ROLES);
        if (!ISSUER.equals(claims.getIssuer())
                || claims.getSubject() == null
                || claims.getExpirationTime() == null
                || session == null
                || device == null
                || username == null) {
            return null;
        }
        return new ClientIdentity(
                UserId.parse(claims.getSubject()),
                username,
                session,
                device,
                roles == null ? List.of() : roles,
                claims.getExpirationTime().toInstant());
    }
}
