package dev.dewberry.auth.key;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.security.ClientIdentity;
import dev.dewberry.platform.security.ClientTokens;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// The keys in memory: one signs now, all are published. Thread-safe; [KeyRotation] replaces the whole set.
@Component
public class KeyRing {

    private final Clock clock;
    private final ClientTokens verifier;
    private volatile List<SigningKey> keys = List.of();

    public KeyRing(Clock clock) {
        this.clock = clock;
        this.verifier = new ClientTokens(clock);
    }

    void replace(List<SigningKey> newKeys) {
        keys = newKeys.stream()
                .sorted(Comparator.comparing(SigningKey::signsFrom))
                .toList();
        verifier.useKeys(published());
    }

    public boolean ready() {
        return !keys.isEmpty();
    }

    /// The youngest key whose time has come. Its end is not looked at: better a key a little past its time than
    /// nobody signed in.
    ECKey signer() {
        List<SigningKey> present = keys;
        if (present.isEmpty()) {
            throw DewberryException.busy("the signing keys are not read yet", null);
        }
        Instant now = clock.instant();
        // A clock that was set back may leave no key whose time has come.
        SigningKey signer = present.getFirst();
        for (SigningKey key : present) {
            if (!key.signsFrom().isAfter(now)) {
                signer = key;
            }
        }
        return signer.jwk();
    }

    /// Who a token was made for; empty where it is not good. Says nothing about whether its session still lives.
    public Optional<ClientIdentity> verify(String token) {
        if (!ready()) {
            throw DewberryException.busy("the signing keys are not read yet", null);
        }
        return switch (verifier.verify(token)) {
            case ClientTokens.Verdict.Valid valid -> Optional.of(valid.identity());
            case ClientTokens.Verdict.Invalid invalid -> Optional.empty();
            case ClientTokens.Verdict.Expired expired -> Optional.empty();
            // All keys are known here: a key that is not has ended, or is somebody else's.
            case ClientTokens.Verdict.UnknownKey unknown -> Optional.empty();
        };
    }

    /// The public parts as a JWK set.
    public String published() {
        List<JWK> published =
                keys.stream().<JWK>map(key -> key.jwk().toPublicJWK()).toList();
        if (published.isEmpty()) {
            throw DewberryException.busy("the signing keys are not read yet", null);
        }
        return new JWKSet(published).toString();
    }
}
