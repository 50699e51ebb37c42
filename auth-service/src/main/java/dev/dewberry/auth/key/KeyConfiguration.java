package dev.dewberry.auth.key;

import dev.dewberry.auth.crypto.Digests;
import dev.dewberry.auth.crypto.Sealer;
import dev.dewberry.auth.database.Transactions;
import dev.dewberry.platform.security.SecurityProperties;
import dev.dewberry.platform.time.ClockTrust;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/// The signing keys.
@Configuration(proxyBeanMethods = false)
public class KeyConfiguration {

    @Bean
    KeyRotation keyRotation(
            DatabaseClient database,
            Transactions transactions,
            KeyRing ring,
            KeyProperties properties,
            SecurityProperties security,
            Clock clock,
            ClockTrust trust,
            SecureRandom random) {
        byte[] serviceKey = Base64.getDecoder().decode(security.serviceKey());
        Sealer sealer = new Sealer(Digests.aesKey(serviceKey, "dewberry signing keys at rest"));
        return new KeyRotation(
                new KeyStore(database, sealer, random), transactions, ring, properties, clock, trust, random);
    }

    /// Not ready before tokens can be made. The database is not asked: all instances share it, and none would be left
    /// to say `busy`.
    @Bean
    HealthIndicator keysHealthIndicator(KeyRing ring) {
        return () -> ring.ready() ? Health.up().build() : Health.down().build();
    }
}
