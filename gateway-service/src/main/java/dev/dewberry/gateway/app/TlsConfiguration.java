package dev.dewberry.gateway.app;

import dev.dewberry.gateway.tls.CertificateWatch;
import dev.dewberry.gateway.tls.ServerTls;
import dev.dewberry.gateway.tls.TlsSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
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
            Gauge.builder(
                            "dewberry.gateway.certificate.expires",
                            tls,
                            now -> Duration.between(clock.instant(), now.expires())
                                    .toSeconds())
                    .baseUnit("seconds")
                    .register(meters);
            return tls;
        }

        @Bean
        CertificateWatch certificateWatch(ServerTls tls, TlsSettings settings) {
            return new CertificateWatch(tls, settings.check());
        }
    }

    static final class IsNamed implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return StringUtils.hasText(context.getEnvironment().getProperty("dewberry.gateway.tls.certificate"));
        }
    }
}
