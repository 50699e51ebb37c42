package dev.dewberry.setup.secret;

import dev.dewberry.setup.certificate.CertificateAuthority;
import dev.dewberry.setup.certificate.CertificateAuthority.Issued;
import dev.dewberry.setup.certificate.ServerCertificate;
import dev.dewberry.setup.log.Log;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes the private authority once, and the gateway's certificate whenever there is none that will do. A certificate
/// that has
/// another origin (an owner's, cert-manager's) is never looked into.
public final class CertificateSecrets {

    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";
    private static final String AUTHORITY = "ca.crt";
    private static final String AUTHORITY_KEY = "ca.key";

    private static final Duration AUTHORITY_WARNING = Duration.ofDays(400);
    private static final int ATTEMPTS = 10;

    private final SecretStore store;
    private final String authorityName;
    private final String serverName;
    private final List<String> hosts;
    private final Clock clock;
    private final SecureRandom random;
    private final Log log;

    /// @param prefix of all names
    /// @param hosts names and addresses at which clients look for the gateway
    public CertificateSecrets(
            SecretStore store, String prefix, List<String> hosts, Clock clock, SecureRandom random, Log log) {
        this.store = store;
        this.authorityName = prefix + "ca";
        this.serverName = prefix + "tls";
        this.hosts = List.copyOf(hosts);
        this.clock = clock;
        this.random = random;
        this.log = log;
    }

    /// @return false where a secret that is not ours cannot be used
    public boolean complete() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Secret> server = store.find(serverName);
            if (server.isPresent() && !server.get().ours()) {
                return isWhole(server.get());
            }
            Optional<CertificateAuthority> authority = authority();
            if (authority.isEmpty()) {
                return false;
            }
            if (isSettled(server, authority.get())) {
                return true;
            }
        }
        throw new SecretStore.Unavailable(serverName + " keeps changing");
    }

    private boolean isWhole(Secret server) {
        List<String> missing = List.of(CERTIFICATE, KEY).stream()
                .filter(key -> !server.values().containsKey(key))
                .toList();
        missing.forEach(key -> log.error(
                "is somebody else's, so it is not completed, and lacks a key",
                Map.of("secret", server.name(), "key", key)));
        return missing.isEmpty();
    }

    /// Reads it, or makes it where there is none; nothing where it cannot be read, which only its owner can mend.
    private Optional<CertificateAuthority> authority() {
        Optional<Secret> stored = store.find(authorityName);
        if (stored.isEmpty()) {
            CertificateAuthority made =
                    CertificateAuthority.create("Dewberry private authority", clock.instant(), random);
            Issued texts = made.itself();
            Map<String, String> values = Map.of(AUTHORITY, texts.certificates(), AUTHORITY_KEY, texts.key());
            if (store.create(Secret.made(authorityName, Secret.OPAQUE, values))) {
                log.info("made", Map.of("secret", authorityName));
                return Optional.of(made);
            }
            stored = store.find(authorityName);
        }
        return stored.flatMap(this::read);
    }

    private Optional<CertificateAuthority> read(Secret stored) {
        try {
            Issued texts = new Issued(
                    stored.values().getOrDefault(AUTHORITY, ""), stored.values().getOrDefault(AUTHORITY_KEY, ""));
            CertificateAuthority authority = CertificateAuthority.read(texts, random);
            if (clock.instant().plus(AUTHORITY_WARNING).isAfter(authority.expires())) {
                log.warn(
                        "ends; delete it to have a new one made, which everybody has to install",
                        Map.of(
                                "secret",
                                authorityName,
                                "at",
                                authority.expires().toString()));
            }
            return Optional.of(authority);
        } catch (GeneralSecurityException e) {
            // Its message may quote what was read.
            log.error(
                    "holds no usable certificate (ca.crt) and key (ca.key); delete it to have a new one made",
                    Map.of("secret", authorityName));
            return Optional.empty();
        }
    }

    /// @return false where somebody was quicker
    private boolean isSettled(Optional<Secret> server, CertificateAuthority authority) {
        Optional<String> reason =
                server.map(stored -> reasonToRenew(stored, authority)).orElse(Optional.of("made"));
        if (reason.isEmpty()) {
            log.info("kept", Map.of("secret", serverName));
            return true;
        }
        Issued issued = authority.issue(hosts, clock.instant());
        Map<String, String> values =
                Map.of(CERTIFICATE, issued.certificates(), KEY, issued.key(), AUTHORITY, authority.certificateText());
        boolean done = server.isPresent()
                ? store.change(server.get(), values)
                : store.create(Secret.made(serverName, Secret.TLS, values));
        if (done) {
            log.info(reason.get(), Map.of("secret", serverName, "hosts", String.join(",", hosts)));
        }
        return done;
    }

    private Optional<String> reasonToRenew(Secret stored, CertificateAuthority authority) {
        if (!stored.values().containsKey(KEY)
                || !authority.certificateText().equals(stored.values().get(AUTHORITY))) {
            return Optional.of("renewed, because it was not whole or of another authority");
        }
        try {
            ServerCertificate server = ServerCertificate.read(stored.values().getOrDefault(CERTIFICATE, ""));
            if (server.endsSoon(clock.instant())) {
                return Optional.of("renewed before its end");
            }
            if (!server.isBy(authority)) {
                return Optional.of("renewed, because it was of another authority");
            }
            return server.names(hosts) ? Optional.empty() : Optional.of("renewed, because a host was not in it");
        } catch (GeneralSecurityException e) {
            return Optional.of("renewed, because it could not be read");
        }
    }
}
