package dev.dewberry.gateway.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// The certificate with which somebody before the gateway speaks TLS. The gateway does nothing with it but tell
/// how long it is still good, since whoever uses it tells nobody. Thread-safe.
public final class WatchedCertificate {

    private final Path file;

    /// @param file in PEM form
    public WatchedCertificate(Path file) {
        this.file = file;
    }

    /// When it, or one that it depends on, is no longer good; empty where there is none that can be read, now. Blocks
    /// for reading.
    public Optional<Instant> expires() {
        try {
            return Optional.of(Identity.expires(Identity.chain(file)));
        } catch (UnusableCertificateException notThere) {
            return Optional.empty();
        }
    }
}
