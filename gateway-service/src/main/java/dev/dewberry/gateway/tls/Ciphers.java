package dev.dewberry.gateway.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which ciphers are offered, and whose order counts. All of them have forward secrecy and
/// authenticate what they encrypt.
///
/// AES is the quickest where both processors have instructions for it, and slow where one has
/// none, as that of a Raspberry Pi 4: there ChaCha20-Poly1305 takes a fraction of the time. So
/// a server without them wants ChaCha20 of whoever knows it, and one with them leaves it to the
/// clients, who put first what is quick for them. That is BoringSSL's own rule for TLS 1.3
/// (`ssl_choose_tls13_cipher`); here it holds for TLS 1.2 and for the JDK's TLS, too.
///
/// @param names in the order in which this server would like them
/// @param clientsOrder whether the client's order counts instead
record Ciphers(List<String> names, boolean clientsOrder) {

    private static final Pattern AES = Pattern.compile("(?m)^(flags|Features)\\s*:.*\\baes\\b");

    private static final List<String> WITH_AES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

    private static final List<String> WITH_CHACHA = List.of(
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    static Ciphers ofThisMachine() {
        try {
            return of(Files.readString(Path.of("/proc/cpuinfo")));
        } catch (IOException notLinux) {
            // Then it is no Pi.
            return new Ciphers(both(WITH_AES, WITH_CHACHA), true);
        }
    }

    /// @param cpuInfo what Linux says about the processors
    static Ciphers of(String cpuInfo) {
        return AES.matcher(cpuInfo).find()
                ? new Ciphers(both(WITH_AES, WITH_CHACHA), true)
                : new Ciphers(both(WITH_CHACHA, WITH_AES), false);
    }

    private static List<String> both(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
