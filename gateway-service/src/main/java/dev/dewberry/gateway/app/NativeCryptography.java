package dev.dewberry.gateway.app;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// AWS-LC for the one thing that a gateway computes much of when everybody comes back at once: the check of
/// ES256 signatures takes it a sixth of the JDK's time, and it needs no warm-up. It is not installed as the
/// JVM's provider of anything else.
final class NativeCryptography {

    private static final Logger log = LoggerFactory.getLogger(NativeCryptography.class);

    private NativeCryptography() {}

    /// @return `null` where there is none for this machine: the JDK does it as well, only slower
    static @Nullable Provider provider() {
        AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
        Throwable error = provider.getLoadingError();
        if (error == null) {
            return provider;
        }
        log.info("Signatures are checked by the JDK, because AWS-LC could not be loaded: {}", error.toString());
        return null;
    }
}
