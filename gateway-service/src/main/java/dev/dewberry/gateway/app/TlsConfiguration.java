package dev.dewberry.gateway.app;

import dev.dewberry.gateway.tls.CertificateWatch;
import dev.dewberry.gateway.tls.ServerTls;
import dev.dewberry.gateway.tls.TlsSettings;
import dev.dewberry.gateway.tls.WatchedCertificate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/// TLS of the public port, where a certificate is named.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TlsSettings.class)
class TlsConfiguration {

    /// Apart from the settings, which are bound in any case: half of them is to be refused.
    @Configuration(proxyBeanMethods = false)
    @Conditional(IsNamed.class)
    static class WithCertificate {

        @Bean
        ServerTls serverTls(TlsSettings settings, MeterRegistry meters, Clock clock) {
            ServerTls tls = new ServerTls(settings);
            expiry(meters, clock, () -> Optional.of(tls.expires()));
            return tls;
        }

        @Bean
        CertificateWatch certificateWatch(ServerTls tls, TlsSettings settings) {
            return new CertificateWatch(tls, settings.check());
        }
    }

    /// Somebody else's, where the gateway has none.
    @Bean
    MeterBinder watchedCertificate(TlsSettings settings, Clock clock) {
        return meters -> {
            if (!settings.isOn() && StringUtils.hasText(settings.watched())) {
                WatchedCertificate watched = new WatchedCertificate(Path.of(settings.watched()));
                expiry(meters, clock, watched::expires);
            }
        };
    }

    private static void expiry(MeterRegistry meters, Clock clock, Supplier<Optional<Instant>> expires) {
        Gauge.builder(
                        "dewberry.gateway.certificate.expires",
                        () -> expires.get()
                                .map(end -> (double)
                                        Duration.between(clock.instant(), end).toSeconds())
                                .orElse(Double.NaN))
                .baseUnit("seconds")
                .register(meters);
    }

    static final class IsNamed implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("dewberry.gateway.tls.certificate"));
        }
    }
}
