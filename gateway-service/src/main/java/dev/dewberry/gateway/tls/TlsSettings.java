package dev.dewberry.gateway.tls;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// TLS of the public port, which speaks plain HTTP where no certificate is named.
///
/// @param certificate a file in PEM form: the certificate, and behind it those that lead to its
///     root
/// @param key a file in PEM form: the certificate's private key, without a password
/// @param authority a file in PEM form: the certificate of the private authority that signed the
///     other, where people have to install it; never its key. May be named without the two, where
///     somebody before the gateway speaks TLS
/// @param watched a file in PEM form: where somebody before the gateway speaks TLS, his
///     certificate, of which is told how long it is still good; never its key
/// @param check how often the two files are looked at for a renewal
/// @param hsts for how long browsers are told to come by HTTPS only; 0 says nothing to them
@Validated
@ConfigurationProperties("dewberry.gateway.tls")
public record TlsSettings(
        @DefaultValue("") String certificate,
        @DefaultValue("") String key,
        @DefaultValue("") String authority,
        @DefaultValue("") String watched,
        @NotNull @DefaultValue("5s") Duration check,
        @NotNull @DefaultValue("365d") Duration hsts) {

    public TlsSettings {
        if (certificate.isBlank() != key.isBlank()) {
            throw new IllegalArgumentException(
                    "TLS wants both dewberry.gateway.tls.certificate and dewberry.gateway.tls.key, or neither");
        }
    }

    public boolean isOn() {
        return !certificate.isBlank();
    }
}
