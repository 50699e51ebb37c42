package dev.dewberry.auth.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.dewberry.auth.crypto.Secret;
import java.security.SecureRandom;
import java.time.Instant;

/// A P-256 key pair and its three moments. It is published from the moment it exists.
///
/// @param publishedUntil when the last token that it may have signed has ended
record SigningKey(ECKey jwk, Instant signsFrom, Instant signsUntil, Instant publishedUntil) {

    static ECKey generate(SecureRandom random) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(Secret.random(12, random).text(""))
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .secureRandom(random)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    String id() {
        return jwk.getKeyID();
    }

    /// Without the private part.
    @Override
    public String toString() {
        return "SigningKey[" + id() + " from " + signsFrom + "]";
    }
}
